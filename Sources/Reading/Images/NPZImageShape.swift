import Domain
import Rows

/// What an array's dimensions mean as images.
struct NPZImageShape {
    let height: Int
    let width: Int
    let channels: Int
    /// Channel after channel, each whole: `[n, c, h, w]`.
    let isPlanar: Bool

    /// Nil if the dimensions are none of images.
    ///
    /// - Parameter wanted: The model's size, which tells what a row of so many values is.
    init?(_ shape: [Int], wanted: ImageShape?) {
        switch shape.count {
        case 2:
            guard let size = wanted.flatMap({ $0.count == shape[1] ? $0 : nil }) ?? FlatImage.shape(count: shape[1]) else { return nil }
            (height, width, channels, isPlanar) = (size.height, size.width, size.channels, false)
        case 3: (height, width, channels, isPlanar) = (shape[1], shape[2], 1, false)
        case 4 where shape[3] == 1 || shape[3] == 3: (height, width, channels, isPlanar) = (shape[1], shape[2], shape[3], false)
        case 4 where shape[1] == 1 || shape[1] == 3: (height, width, channels, isPlanar) = (shape[2], shape[3], shape[1], shape[1] == 3)
        default: return nil
        }
    }

    /// Pixels with their channels side by side.
    func interleaved(_ pixels: [UInt8]) -> [UInt8] {
        guard isPlanar else { return pixels }
        let plane = height * width
        return [UInt8](unsafeUninitializedCapacity: pixels.count) { target, count in
            for image in stride(from: 0, to: pixels.count, by: 3 * plane) {
                for pixel in 0..<plane {
                    for channel in 0..<3 { target[image + 3 * pixel + channel] = pixels[image + channel * plane + pixel] }
                }
            }
            count = pixels.count
        }
    }
}
