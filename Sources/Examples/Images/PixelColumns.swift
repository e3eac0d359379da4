import Domain

/// The columns of a table whose rows are images, in the image's order: row by row, a pixel's channels side by side.
struct PixelColumns {
    /// As the columns hold it.
    let shape: ImageShape

    /// Tells images by the columns' names: `pixel0`, `pixel1`… (or from `pixel1` on), or `1x1`, `1x2`… `28x28`, in order.
    ///
    /// - Parameter names: The features', in the file's order.
    init?(named names: [String]) {
        if names.count > 1, let shape = FlatImage.shape(count: names.count), Self.areCounted(names) {
            self.shape = shape
        } else if let shape = Self.grid(names) {
            self.shape = shape
        } else {
            return nil
        }
    }

    /// Tells images by their number, where the model's size is known.
    init?(counting names: [String], of shape: ImageShape) {
        guard names.count == shape.count else { return nil }
        self.shape = shape
    }

    private static func areCounted(_ names: [String]) -> Bool {
        let prefix = "pixel"
        guard let first = names.first?.lowercased(), first == prefix + "0" || first == prefix + "1" else { return false }
        let start = first.hasSuffix("0") ? 0 : 1
        return names.enumerated().allSatisfy { $1.lowercased() == "\(prefix)\($0 + start)" }
    }

    private static func grid(_ names: [String]) -> ImageShape? {
        guard names.first == "1x1", let last = names.last else { return nil }
        let sides = last.split(separator: "x").map { Int($0) }
        guard sides.count == 2, let height = sides[0], let width = sides[1], height > 0, width > 0, names.count / height == width,
            names.count == height * width, names.enumerated().allSatisfy({ $1 == "\($0 / width + 1)x\($0 % width + 1)" })
        else { return nil }
        return ImageShape(height: height, width: width, channels: 1)
    }
}
