import Domain
import Models
import Rows

/// Reads `{"rows":[{"petal_length":1.4,…},…]}` straight into a model's inputs, `[rows, width]`: a number a column, of an image one a pixel and
/// channel.
///
/// - What a row of a file may hold, a row of a request may: a value is taken as a number, a boolean or a text by its column (`CellValue`), in quotes or
///   not. A value that its column cannot hold is missing, and told of in the answer.
/// - A column that a row leaves out is refused by name; `null` is a missing value, and so is an empty text.
/// - A row of a model of images may hold the image's pixels as columns, as a table of pixels does.
/// - Objects in a row are told apart by their members under both names, `request.method`, where the model has such columns, as in files.
/// - What the model does not know (other members, the label's column) is left out, but must be JSON.
/// - Of two members of the same name the first counts.
/// - A model whose only column is one of texts also takes `{"text": "…"}`, or a list of them, and `text` for its column's name.
public struct RowDecoder: Sendable {
    let columns: [InputLayout.Column]
    private let names: ByteTable
    /// A categorical column's levels.
    private let levels: [ByteTable?]
    /// Whether a column's texts go to the model as they are.
    let isText: [Bool]
    /// The only column is one of texts: it goes by the name `text` too.
    private let isTextAlone: Bool
    private let forms: [any ColumnForm.Type]
    /// Whether a column is numeric: its JSON numbers are taken as they are.
    private let isNumeric: [Bool]
    /// Numbers in a row.
    private let rowWidth: Int
    /// Where each column's numbers begin; empty where every column is one number.
    private let offsets: [Int]
    private let decimalComma: Bool
    /// Some column's name has a point: it may stand inside an object.
    private let mayNest: Bool

    /// Makes the tables by which names and levels are found: once a version, not once a request.
    public init(layout: InputLayout) {
        columns = layout.columns
        forms = layout.columns.map(\.kind.form)
        isNumeric = layout.columns.map { $0.kind == .numeric }
        names = ByteTable(layout.columns.map(\.name))
        levels = layout.columns.map { $0.kind.form.areLevels ? ByteTable($0.levels) : nil }
        isText = layout.columns.map(\.isText)
        isTextAlone = isText == [true]
        rowWidth = layout.width
        offsets = layout.columns.contains { $0.image != nil } ? layout.offsets : []
        decimalComma = layout.decimal == .comma
        mayNest = layout.columns.contains { $0.name.contains(".") }
    }

    /// Fills the workspace's inputs.
    ///
    /// - Returns: How many rows there are.
    /// - Throws: `Refusal` with the row and the column; `.tooLarge` over `maximumRows`.
    public func decode(_ body: UnsafeRawBufferPointer, maximumRows: Int, into workspace: RowWorkspace) throws(Refusal) -> Int {
        var scanner = JSONScanner(body, unescaped: workspace.unescaped)
        guard scanner.peek() == UInt8(ascii: "{") else {
            try scanner.skip()
            throw Self.noRows("the body must be a JSON object")
        }
        workspace.resetSeen(columns: columns.count)
        workspace.begin()
        var rows: Int?
        var text: Int?
        try scanner.object { scanner, name throws(Refusal) in
            if rows == nil, name.equals("rows") {
                rows = try decodeRows(&scanner, maximumRows, workspace)
            } else {
                if text == nil, name.equals("text") {
                    _ = scanner.peek()
                    text = scanner.position
                }
                try scanner.skip()
            }
        }
        try scanner.expectEnd()
        if let rows { return rows }
        guard let text else { throw Self.noRows("the body has no 'rows'") }
        scanner.move(to: text)
        return try decodeTexts(&scanner, maximumRows, workspace)
    }

    /// The column's place in the layout.
    package func index(ofColumn name: String) -> Int? {
        var name = name
        let index = name.withUTF8 { utf8 in
            utf8.baseAddress.map { names.index(of: ByteSpan(base: $0, count: utf8.count)) } ?? -1
        }
        return index >= 0 ? index : nil
    }

    /// What a text is in a column: the one rule for a cell (`CellValue`), and of a category its number: 1, 2, 3… for the levels, 0 for one never
    /// seen.
    ///
    /// - Parameter stray: Called with a text that the column cannot hold; it is missing.
    package func value(of text: ByteSpan, inColumn column: Int, _ workspace: RowWorkspace, stray: (Cell) -> Void) -> Double {
        let cell = Cell(start: text.base, count: text.count).trimmed
        if isText[column] { return workspace.texts.add(cell) }
        if let levels = levels[column] {
            let level = levels.index(of: ByteSpan(base: cell.start, count: cell.count))
            return level >= 0 ? Double(level + 1) : cell.count == 0 ? .nan : 0
        }
        switch forms[column].read(cell, decimalComma: decimalComma) {
        case .value(let number): return number
        case .missing: return .nan
        case .stray:
            stray(cell)
            return .nan
        }
    }

    private func decodeRows(_ scanner: inout JSONScanner, _ maximumRows: Int, _ workspace: RowWorkspace) throws(Refusal) -> Int {
        guard scanner.peek() == UInt8(ascii: "[") else { throw Self.noRows("'rows' is no list") }
        var row = 0
        try scanner.list { scanner throws(Refusal) in
            guard row < maximumRows else { throw Self.tooMany(maximumRows, at: "rows[\(row)]") }
            try decodeRow(&scanner, row, workspace)
            row += 1
        }
        return row
    }

    private func decodeRow(_ scanner: inout JSONScanner, _ row: Int, _ workspace: RowWorkspace) throws(Refusal) {
        guard scanner.peek() == UInt8(ascii: "{") else {
            try scanner.skip()
            throw Refusal(.invalid, what: "a row is no object", at: "rows[\(row)]", fix: "write each row as {\"column\": value, …}")
        }
        let width = columns.count
        if !offsets.isEmpty { try requireRoom(rows: row + 1) }
        workspace.reserveInputs((row + 1) * rowWidth)
        let inputs = workspace.inputs + row * rowWidth
        let seenIn = workspace.seenIn
        let stamp = Int32(truncatingIfNeeded: row + 1)
        var seen = 0
        var expected = 0
        var unknown: String?
        let start = scanner.position
        try scanner.object { scanner, name throws(Refusal) in
            // Rows mostly have their columns in the schema's order: one comparison then, and no hash.
            var index = expected < width && names.isText(at: expected, name) ? expected : names.index(of: name)
            if index < 0, isTextAlone, name.equals("text") { index = 0 }
            guard index >= 0, seenIn[index] != stamp else {
                if index < 0, mayNest, scanner.peek() == UInt8(ascii: "{") {
                    seen += try members(
                        &scanner,
                        Array(UnsafeBufferPointer(start: name.base, count: name.count)) + [UInt8(ascii: ".")],
                        row,
                        inputs,
                        workspace
                    )
                    return
                }
                if index < 0, unknown == nil, seen < width { unknown = name.excerpt }
                return try scanner.skip()
            }
            seenIn[index] = stamp
            seen += 1
            expected = index + 1
            if offsets.isEmpty {
                inputs[index] = try value(&scanner, index, row, workspace)
            } else if let shape = columns[index].image {
                try image(&scanner, ImageInput(shape: shape), index, row, inputs + offsets[index], workspace)
            } else {
                inputs[offsets[index]] = try value(&scanner, index, row, workspace)
            }
        }
        if seen == width { return }
        if width == 1, let shape = columns[0].image, unknown != nil {
            let end = scanner.position
            scanner.move(to: start)
            if try PixelRow(shape: shape).read(&scanner, into: inputs, workspace, at: "rows[\(row)]") { return }
            scanner.move(to: end)
        }
        throw missing(row, seenIn, stamp, unknown)
    }

    /// The members of an object in a row, each under the names of the objects around it.
    ///
    /// - Returns: How many of the model's columns they are.
    private func members(
        _ scanner: inout JSONScanner,
        _ path: [UInt8],
        _ row: Int,
        _ inputs: UnsafeMutablePointer<Double>,
        _ workspace: RowWorkspace
    ) throws(Refusal) -> Int {
        let stamp = Int32(truncatingIfNeeded: row + 1)
        var seen = 0
        try scanner.object { scanner, name throws(Refusal) in
            let whole = path + Array(UnsafeBufferPointer(start: name.base, count: name.count))
            if scanner.peek() == UInt8(ascii: "{") {
                seen += try members(&scanner, whole + [UInt8(ascii: ".")], row, inputs, workspace)
                return
            }
            let index = whole.withUnsafeBufferPointer { names.index(of: ByteSpan(base: $0.baseAddress!, count: $0.count)) }
            guard index >= 0, workspace.seenIn[index] != stamp, columns[index].image == nil else { return try scanner.skip() }
            workspace.seenIn[index] = stamp
            seen += 1
            inputs[offsets.isEmpty ? index : offsets[index]] = try value(&scanner, index, row, workspace)
        }
        return seen
    }

    @inline(__always)
    private func value(_ scanner: inout JSONScanner, _ index: Int, _ row: Int, _ workspace: RowWorkspace) throws(Refusal) -> Double {
        let byte = scanner.peek()
        if isNumeric[index], byte == UInt8(ascii: "-") || byte &- UInt8(ascii: "0") < 10 {
            // −0 is 0, as in the files that a model learns from.
            let start = scanner.position
            let number = try scanner.finiteNumber() + 0
            if number.isNaN { workspace.strays.add(scanner.text(from: start), row: row, column: columns[index].name, columns[index].kind) }
            return number
        }
        return try otherValue(&scanner, byte, index, row, workspace)
    }

    private func otherValue(
        _ scanner: inout JSONScanner,
        _ byte: UInt8,
        _ index: Int,
        _ row: Int,
        _ workspace: RowWorkspace
    ) throws(Refusal) -> Double {
        let text: ByteSpan
        switch byte {
        case UInt8(ascii: "\""): text = try scanner.string()
        case UInt8(ascii: "n"):
            try scanner.literal("null")
            return .nan
        case UInt8(ascii: "{"), UInt8(ascii: "["): throw try wrongType(&scanner, index, row)
        default: text = try scanner.token()
        }
        return value(of: text, inColumn: index, workspace) { cell in
            workspace.strays.add(
                ByteSpan(base: cell.start, count: cell.count),
                row: row,
                column: columns[index].name,
                columns[index].kind
            )
        }
    }

    private func image(
        _ scanner: inout JSONScanner,
        _ input: ImageInput,
        _ index: Int,
        _ row: Int,
        _ inputs: UnsafeMutablePointer<Double>,
        _ workspace: RowWorkspace
    ) throws(Refusal) {
        let position = "rows[\(row)].\(columns[index].name)"
        switch scanner.peek() {
        case UInt8(ascii: "\""): try input.decode(text: try scanner.string(), into: inputs, workspace, at: position)
        case UInt8(ascii: "["): try input.read(list: &scanner, into: inputs, at: position)
        case UInt8(ascii: "n"):
            try scanner.literal("null")
            throw Refusal(
                .invalid,
                what: "the image is null, and no image may be missing",
                at: position,
                fix: "give a PNG or JPEG file in base64"
            )
        default: throw try wrongType(&scanner, index, row)
        }
    }

    private func requireRoom(rows: Int) throws(Refusal) {
        for column in columns {
            if let shape = column.image { try ImageInput(shape: shape).requireRoom(rows: rows, at: "rows[\(rows - 1)]") }
        }
    }

    private func wrongType(_ scanner: inout JSONScanner, _ index: Int, _ row: Int) throws(Refusal) -> Refusal {
        _ = scanner.peek()
        let start = scanner.position
        try scanner.skip()
        let column = columns[index]
        let (kind, fix) =
            column.kind == .image
            ? ("an image", "give a PNG or JPEG file in base64, in quotes")
            : ("a single value", "write a number, a text, true, false or null")
        return Refusal(
            .invalid,
            what: "column '\(column.name)' holds \(scanner.text(from: start).excerpt), which is not \(kind)",
            at: "rows[\(row)].\(column.name)",
            fix: fix
        )
    }

    private func missing(_ row: Int, _ seenIn: UnsafePointer<Int32>, _ stamp: Int32, _ unknown: String?) -> Refusal {
        let names = columns.indices.filter { seenIn[$0] != stamp }.map { "'\(columns[$0].name)'" }
        let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
        let has = unknown.map { "; it has '\($0)', which is not a feature of the model" } ?? ""
        return Refusal(
            .invalid,
            what: "the row has no \(names.count == 1 ? "column" : "columns") \(shown)\(has)",
            at: "rows[\(row)]",
            fix: "give every column of the model a value, or null where it is missing"
        )
    }

    static func tooMany(_ maximumRows: Int, at place: String) -> Refusal {
        Refusal(
            .tooLarge,
            what: "the request has more than \(maximumRows) rows",
            at: place,
            fix: "send them in several requests, or raise server.rows"
        )
    }

    private static func noRows(_ what: String) -> Refusal {
        Refusal(.invalid, what: what, fix: "send {\"rows\":[{\"column\": value, …}, …]}")
    }
}
