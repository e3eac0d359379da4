import Domain

/// An image as a plain list of values: a square of one channel, else of three side by side.
package enum FlatImage {
    package static func shape(count: Int) -> ImageShape? {
        for channels in [1, 3] where count > 0 && count % channels == 0 {
            let side = Int(Double(count / channels).squareRoot().rounded())
            if side * side == count / channels { return ImageShape(height: side, width: side, channels: channels) }
        }
        return nil
    }
}
