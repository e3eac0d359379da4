import Domain

/// The columns of a table whose rows are images.
package struct PixelColumns {
    package let shape: ImageShape
    /// Of each of the image's numbers, row by row, a pixel's channels side by side, which feature column holds it.
    package let order: [Int]

    /// Tells images by the columns' names, in any order: `pixel0`, `pixel1`… (or from `pixel1` on), or `1x1`, `1x2`… `28x28`.
    ///
    /// - Parameter names: The features', in the file's order.
    package init?(named names: [String]) {
        if let indices = Self.counted(names), let shape = FlatImage.shape(count: names.count) {
            self.init(shape, indices)
        } else if let grid = Self.grid(names) {
            self.init(ImageShape(height: grid.height, width: grid.width, channels: 1), grid.indices)
        } else {
            return nil
        }
    }

    /// Tells images by their number, where the model's size is known: in the order that the names tell, in the file's where they tell none.
    package init?(counting names: [String], of shape: ImageShape) {
        guard names.count == shape.count else { return nil }
        if let indices = Self.counted(names) {
            self.init(shape, indices)
        } else if let grid = Self.grid(names) {
            // A grid of other sides is another image.
            guard shape.channels == 1, (grid.height, grid.width) == (shape.height, shape.width) else { return nil }
            self.init(shape, grid.indices)
        } else {
            // Some of an image's pixels and something else besides: not to be guessed at.
            guard !names.contains(where: { Self.number($0) != nil || Self.cell($0) != nil }) else { return nil }
            self.init(shape, Array(names.indices))
        }
    }

    /// - Parameter indices: Each feature column's place in the image.
    private init(_ shape: ImageShape, _ indices: [Int]) {
        self.shape = shape
        var order = indices
        for (column, index) in indices.enumerated() { order[index] = column }
        self.order = order
    }

    /// The places that `pixel0`… or `pixel1`… tell, each once; nil where they tell none.
    private static func counted(_ names: [String]) -> [Int]? {
        let numbers = names.compactMap { number($0) }
        guard names.count > 1, numbers.count == names.count, let first = numbers.min(), first <= 1 else { return nil }
        let indices = numbers.map { $0 - first }
        return isComplete(indices) ? indices : nil
    }

    private static func grid(_ names: [String]) -> (height: Int, width: Int, indices: [Int])? {
        let cells = names.compactMap { cell($0) }
        guard cells.count == names.count, let height = cells.map(\.row).max(), let width = cells.map(\.column).max(),
            names.count / height == width, names.count == height * width
        else { return nil }
        let indices = cells.map { ($0.row - 1) * width + $0.column - 1 }
        return isComplete(indices) ? (height, width, indices) : nil
    }

    /// Whether a name is that of one of many pixels.
    package static func isPixel(_ name: String) -> Bool { number(name) != nil || cell(name) != nil }

    /// Whether every place from 0 on comes once.
    private static func isComplete(_ indices: [Int]) -> Bool {
        var seen = [Bool](repeating: false, count: indices.count)
        for index in indices {
            guard index < seen.count, !seen[index] else { return false }
            seen[index] = true
        }
        return true
    }

    /// 17 of `pixel17`.
    private static func number(_ name: String) -> Int? {
        name.lowercased().hasPrefix("pixel") ? whole(name.dropFirst(5)) : nil
    }

    /// 2 and 5 of `2x5`.
    private static func cell(_ name: String) -> (row: Int, column: Int)? {
        let parts = name.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let row = whole(parts[0]), let column = whole(parts[1]), row > 0, column > 0 else { return nil }
        return (row, column)
    }

    /// Digits alone, without a needless zero before them: another way of writing is another name.
    private static func whole(_ text: Substring) -> Int? {
        guard (1...7).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text == "0" || text.first != "0"
        else { return nil }
        return Int(text)
    }
}
