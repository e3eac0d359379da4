import Domain
import Rows

/// Reads a table whose feature columns are an image's pixels.
struct PixelTableReading<Source: RecordSource> {
    let source: Source
    let file: InputFile
    let request: ReadRequest
    let columns: PixelColumns
    /// The label's place among the file's columns.
    let label: Int
    let target: ImageTarget
    /// The columns were taken for pixels by their names alone: values that are none show that they are not.
    let isGuess: Bool

    /// - Returns: Nil if it was a guess and a wrong one.
    func read() throws(Refusal) -> ReadResult? {
        let size = columns.shape.count
        let features = source.columns.indices.filter { $0 != label && source.columns[$0] != nil }
        let places = columns.order.map { features[$0] }
        var pixels: [UInt8] = []
        var labels = LabelBuilder(name: source.columns[label] ?? "", task: .classification, classNames: .wholeNumbers)
        var refused = RefusedRows(of: source.unit)
        var kept = 0
        while let record = try source.next() {
            if let reason = read(record, places, into: &pixels, &labels) {
                if isGuess && record.fault == nil && reason.isOfPixel { return nil }
                refused.append(record, reason: reason.text)
                pixels.removeLast(pixels.count - kept * size)
                labels.truncate(to: kept)
            } else {
                kept += 1
            }
            guard kept + refused.count <= file.limits.rows else {
                throw Refusal(
                    .tooLarge,
                    what: "the file has more than \(file.limits.rows) rows",
                    at: file.name,
                    fix: "split it, or raise the limit (inbox.rows)"
                )
            }
        }
        guard kept + refused.count > 0 else {
            throw Refusal(.invalid, what: "the file has column names and no rows", at: file.name, fix: "put rows under the names")
        }
        try refused.check(kept: kept, maxShare: request.maxRefusedShare, name: file.name)
        let shape = columns.shape
        let block = ImageBlock(height: shape.height, width: shape.width, channels: shape.channels, pixels: pixels)
        let warning = "the \(size) columns beside the label are taken as the pixels of images of \(shape)"
        return ReadResult(
            table: try block.table(
                target,
                labels: labels.finish(labels.verdict(numericShare: 1), spellings: nil).labels,
                limits: file.limits,
                name: file.name
            ),
            refused: refused.rows,
            refusedCount: refused.count,
            unit: source.unit,
            remarks: source.warnings + [warning],
            fileBytes: try file.byteCount(),
            expandedBytes: source.expandedBytes
        )
    }

    private struct Reason {
        var text: String
        var isOfPixel = false
    }

    /// - Parameter places: The image's numbers among the record's cells, in the image's order.
    private func read(_ record: Record, _ places: [Int], into pixels: inout [UInt8], _ labels: inout LabelBuilder) -> Reason? {
        if let fault = record.fault { return Reason(text: fault) }
        for place in places {
            let cell = record.cells[place]
            guard let pixel = Self.pixel(cell) else {
                let name = source.columns[place] ?? ""
                let shown = String(decoding: cell.trimmed.bytes.prefix(40), as: UTF8.self)
                return Reason(
                    text: "column '\(name)' holds \(RowValue.quoted(shown)), which is not a whole number from 0 to 255",
                    isOfPixel: true
                )
            }
            pixels.append(pixel)
        }
        return labels.append(record.cells[label]).map { Reason(text: $0.reason(column: labels.name, cell: record.cells[label])) }
    }

    @inline(__always)
    private static func pixel(_ cell: Cell) -> UInt8? {
        if cell.count > 0, cell.count <= 3 {
            // The straight road: one to three digits.
            var value = 0
            for place in 0..<cell.count {
                let digit = Int(cell.start[place]) - 0x30
                guard digit >= 0, digit <= 9 else { return otherPixel(cell) }
                value = value * 10 + digit
            }
            return UInt8(exactly: value)
        }
        return otherPixel(cell)
    }

    /// `7.0`, ` 7`, `1e2`.
    private static func otherPixel(_ cell: Cell) -> UInt8? {
        guard case .number(let number) = CellReading(cell.trimmed) else { return nil }
        return UInt8(exactly: number)
    }
}
