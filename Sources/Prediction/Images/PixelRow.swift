import Domain
import Rows

/// A row of a request that holds an image's pixels as columns (`pixel0`, `pixel1` …, `1x1` …, or as many of any names as the image has numbers), as a
/// table of pixels does.
struct PixelRow {
    let shape: ImageShape

    /// Names under which a table's label stands beside its pixels.
    private static let labels: Set<String> = ["label", "target", "class", "y"]

    /// - Returns: False where the row's columns are not this image's pixels; then the inputs hold nothing of use.
    func read(
        _ scanner: inout JSONScanner,
        into inputs: UnsafeMutablePointer<Double>,
        _ workspace: RowWorkspace,
        at place: String
    ) throws(Refusal) -> Bool {
        var names: [String] = []
        var values: [Double] = []
        var shown: [String] = []
        try scanner.object { scanner, name throws(Refusal) in
            names.append(name.string)
            switch scanner.peek() {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                try scanner.skip()
                values.append(.nan)
                shown.append("a list")
            case UInt8(ascii: "n"):
                try scanner.literal("null")
                values.append(.nan)
                shown.append("null")
            case let byte:
                let text = byte == UInt8(ascii: "\"") ? try scanner.string() : try scanner.token()
                let cell = Cell(start: text.base, count: text.count).trimmed
                if case .value(let number) = CellValue(numeric: cell, decimalComma: false) {
                    values.append(number)
                } else {
                    values.append(.nan)
                }
                shown.append(text.excerpt)
            }
        }
        guard let (columns, taken) = columns(names) else { return false }
        for (index, column) in columns.order.enumerated() {
            let member = taken[column]
            guard ImageInput.isPixel(values[member]) else {
                throw Refusal(
                    .invalid,
                    what: "column '\(names[member])' holds \(shown[member]), which is not a number from 0 to 255",
                    at: place,
                    fix: "give brightness from 0 to 255 as the files have it that were learned"
                )
            }
            inputs[index] = values[member]
        }
        return true
    }

    /// The image's columns, and which members they are.
    private func columns(_ names: [String]) -> (PixelColumns, [Int])? {
        let pixels = names.indices.filter { PixelColumns.isPixel(names[$0]) }
        if !pixels.isEmpty {
            return PixelColumns(counting: pixels.map { names[$0] }, of: shape).map { ($0, pixels) }
        }
        let all = names.count == shape.count ? Array(names.indices) : names.indices.filter { !Self.labels.contains(names[$0].lowercased()) }
        return PixelColumns(counting: all.map { names[$0] }, of: shape).map { ($0, all) }
    }
}
