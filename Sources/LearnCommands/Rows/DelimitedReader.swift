import Domain

/// Records of comma- or tab-separated text (RFC 4180: quotes, doubled quotes, line ends inside quotes, CRLF), piece by piece.
struct DelimitedReader {
    struct Record: Hashable {
        var fields: [String]
        /// The line of its first character, from 1.
        var line: Int
    }

    private enum State {
        case fieldStart, bare, quoted, afterQuote
    }

    private let separator: UInt8
    private var state = State.fieldStart
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var line = 1
    private var recordLine = 1

    init(separator: UInt8) {
        self.separator = separator
    }

    /// The records that end in `bytes`; what is begun goes on with the next piece. Empty lines are no records.
    mutating func take(_ bytes: some Sequence<UInt8>) throws(Refusal) -> [Record] {
        var records: [Record] = []
        for byte in bytes { try take(byte, into: &records) }
        return records
    }

    /// The last record where its line end is missing.
    mutating func finish() throws(Refusal) -> [Record] {
        guard state != .quoted else {
            throw Refusal(.invalid, what: "a quoted field is not closed", at: "line \(recordLine)", fix: "close it with '\"'")
        }
        var records: [Record] = []
        endRecord(into: &records)
        return records
    }

    private mutating func take(_ byte: UInt8, into records: inout [Record]) throws(Refusal) {
        if byte == UInt8(ascii: "\n") {
            defer { line += 1 }
            guard state == .quoted else { return endRecord(into: &records) }
        }
        switch (state, byte) {
        case (.quoted, UInt8(ascii: "\"")): state = .afterQuote
        case (.quoted, _): field.append(byte)
        case (.fieldStart, UInt8(ascii: "\"")): state = .quoted
        case (.afterQuote, UInt8(ascii: "\"")):
            field.append(byte)
            state = .quoted
        case (_, separator): endField()
        case (.afterQuote, UInt8(ascii: "\r")): break
        case (.afterQuote, _):
            throw Refusal(
                .invalid, what: "text follows a closing quote", at: "line \(line)", fix: "double the quotes inside a quoted field")
        default:
            field.append(byte)
            state = .bare
        }
    }

    private mutating func endField() {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
        state = .fieldStart
    }

    private mutating func endRecord(into records: inout [Record]) {
        if state == .bare, field.last == UInt8(ascii: "\r") { field.removeLast() }
        let isEmpty = fields.isEmpty && field.isEmpty && state != .afterQuote
        endField()
        if !isEmpty { records.append(Record(fields: fields, line: recordLine)) }
        fields.removeAll(keepingCapacity: true)
        recordLine = line + 1
    }
}
