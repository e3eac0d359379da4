import Domain

/// Turns a stream of bytes (CSV, TSV or JSON Lines) into rows as JSON objects.
public struct RowReader {
    public enum Format: String, Hashable, Sendable, CaseIterable {
        case csv, tsv, jsonl

        /// By the first line: an object is JSON Lines, a tab and no comma is TSV, all else CSV.
        public static func guess(firstLine: some Collection<UInt8>) -> Format {
            if firstLine.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "{") { return .jsonl }
            return firstLine.contains(0x09) && !firstLine.contains(UInt8(ascii: ",")) ? .tsv : .csv
        }
    }

    /// A row and the line it began on, for messages.
    public struct Row: Hashable, Sendable {
        public var json: [UInt8]
        public var line: Int
    }

    private let types: ColumnTypes
    private let wanted: Format?
    /// Nil until the first line is there.
    private var format: Format?
    private var start: [UInt8] = []
    private var reader = DelimitedReader(separator: UInt8(ascii: ","))
    private var header: [String]?
    private var line = 1
    private var pending: [UInt8] = []

    /// - Parameter format: Nil: guessed from the first line. A byte-order mark is left out.
    public init(types: ColumnTypes, format: Format?) {
        self.types = types
        wanted = format
    }

    /// The rows that are complete with `bytes`.
    public mutating func take(_ bytes: [UInt8]) throws(Refusal) -> [Row] {
        if let format { return try take(bytes, as: format) }
        start += bytes
        guard let end = start.firstIndex(of: UInt8(ascii: "\n")) else { return [] }
        return try begin(firstLine: start[..<end])
    }

    /// The last row where its line end is missing.
    public mutating func finish() throws(Refusal) -> [Row] {
        var rows = format == nil && !start.isEmpty ? try begin(firstLine: start[...]) : []
        switch format {
        case .jsonl: if let row = try endLine() { rows.append(row) }
        case .csv, .tsv: rows += try typed(reader.finish())
        case nil: break
        }
        return rows
    }

    private mutating func begin(firstLine: ArraySlice<UInt8>) throws(Refusal) -> [Row] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if start.starts(with: mark) { start.removeFirst(mark.count) }
        let found = wanted ?? Format.guess(firstLine: firstLine.starts(with: mark) ? firstLine.dropFirst(mark.count) : firstLine)
        format = found
        if found == .tsv { reader = DelimitedReader(separator: 0x09) }
        defer { start = [] }
        return try take(start, as: found)
    }

    private mutating func take(_ bytes: [UInt8], as format: Format) throws(Refusal) -> [Row] {
        guard format == .jsonl else { return try typed(reader.take(bytes)) }
        var rows: [Row] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                pending.append(byte)
                continue
            }
            if let row = try endLine() { rows.append(row) }
        }
        return rows
    }

    /// The line that ends here as a row; nil for an empty one.
    private mutating func endLine() throws(Refusal) -> Row? {
        defer {
            pending.removeAll(keepingCapacity: true)
            line += 1
        }
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        let text = Array(pending.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
        guard !text.isEmpty else { return nil }
        guard text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}") else {
            throw Refusal(.invalid, what: "is not a JSON object", at: "line \(line)", fix: "write one object a line, in braces")
        }
        return Row(json: text, line: line)
    }

    private mutating func typed(_ records: [DelimitedReader.Record]) throws(Refusal) -> [Row] {
        var rows: [Row] = []
        for record in records {
            guard let header else {
                header = record.fields
                continue
            }
            guard record.fields.count == header.count else {
                throw Refusal(
                    .invalid, what: "has \(record.fields.count) fields where the header has \(header.count)", at: "line \(record.line)",
                    fix: "give every row as many fields as the header")
            }
            let members = zip(header, record.fields).map { (name: $0, value: types.json($1, column: $0)) }
            rows.append(Row(json: JSONText.object(members), line: record.line))
        }
        return rows
    }
}
