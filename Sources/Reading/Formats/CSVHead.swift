import Glibc
import Rows

/// The beginning of a delimited text, split into records, to tell from them how it is written. It is looked at; nothing is learned from it.
struct CSVHead {
    let bytes: ArraySlice<UInt8>
    /// The text ends with the head.
    let isWhole: Bool
    /// A backslash stands before the quotes inside of fields, as R's `write.table` and MySQL write them.
    let escapesQuotes: Bool

    init(bytes: ArraySlice<UInt8>, isWhole: Bool) {
        self.bytes = bytes
        self.isWhole = isWhole
        escapesQuotes = Self.escapesQuotes(bytes)
    }

    /// Some `\"` is followed by what cannot follow a closing quote, or `\""` by what follows one.
    private static func escapesQuotes(_ bytes: ArraySlice<UInt8>) -> Bool {
        func ends(_ place: Int) -> Bool { place >= bytes.endIndex || ",;|\t\r\n ".utf8.contains(bytes[place]) }
        var place = bytes.startIndex
        while let slash = bytes[place...].withUnsafeBufferPointer({ rest in
            rest.baseAddress.flatMap { memchr($0, Int32(UInt8(ascii: "\\")), rest.count) }.map {
                place + (UnsafeRawPointer($0) - UnsafeRawPointer(rest.baseAddress!))
            }
        }) {
            place = slash + 1
            guard place < bytes.endIndex, bytes[place] == UInt8(ascii: "\"") else { continue }
            let next = place + 1
            if next < bytes.endIndex, bytes[next] == UInt8(ascii: "\"") ? ends(next + 1) : !ends(next) { return true }
        }
        return false
    }

    struct Field {
        /// Without the quotes around it.
        var range: Range<Int>
        /// Blanks stand before its opening quote.
        var hasBlankBeforeQuote = false
        /// Something besides blanks follows its closing quote.
        var hasTextAfterQuote = false
    }

    struct Record {
        /// From 1.
        var line: Int
        /// Without the line's end.
        var range: Range<Int>
        /// Where the next one begins, and on which line.
        var next: Int
        var nextLine: Int
        var fields: [Field] = []
    }

    /// What stands between two fields.
    enum Separator: Hashable {
        case byte(UInt8)
        /// One blank or tab or more; those around the line count for nothing.
        case blanks

        static let comma = Separator.byte(UInt8(ascii: ","))
        static let semicolon = Separator.byte(UInt8(ascii: ";"))
        static let tab = Separator.byte(UInt8(ascii: "\t"))
        static let bar = Separator.byte(UInt8(ascii: "|"))
    }

    /// The line that begins at a byte, as it stands; nil at the end or where it does not end in the head.
    func line(at start: Int, number: Int) -> Record? {
        guard start < bytes.endIndex else { return nil }
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
        guard let end = end ?? (isWhole ? bytes.endIndex : nil) else { return nil }
        let content = end > start && bytes[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
        return Record(line: number, range: start..<content, next: min(end + 1, bytes.endIndex), nextLine: number + 1)
    }

    /// Records that are not empty lines, from a byte on.
    ///
    /// - Parameters:
    ///   - comment: Lines that begin so are passed over.
    ///   - skipsBlanks: A quote after blanks opens a field too.
    func records(
        from start: Int,
        line: Int,
        _ separator: Separator,
        skipsBlanks: Bool = false,
        comment: [UInt8]? = nil,
        atMost limit: Int
    ) -> [Record] {
        var records: [Record] = []
        var (place, line) = (start, line)
        while records.count < limit, let plain = self.line(at: place, number: line) {
            let isEmpty = plain.range.isEmpty || separator == .blanks && bytes[plain.range].allSatisfy(Cell.isBlank)
            if isEmpty || comment.map({ bytes[plain.range].starts(with: $0) }) == true {
                (place, line) = (plain.next, plain.nextLine)
                continue
            }
            guard let record = record(at: place, line: line, separator, skipsBlanks) else { break }
            records.append(record)
            (place, line) = (record.next, record.nextLine)
        }
        return records
    }

    private func record(at start: Int, line: Int, _ separator: Separator, _ skipsBlanks: Bool) -> Record? {
        var record = Record(line: line, range: start..<start, next: start, nextLine: line)
        var place = start
        if separator == .blanks { passBlanks(&place) }
        while true {
            guard let field = field(at: &place, &record.nextLine, separator, skipsBlanks) else { return nil }
            record.fields.append(field)
            if place < bytes.endIndex, bytes[place] != UInt8(ascii: "\n") {
                if separator == .blanks {
                    passBlanks(&place)
                    if place < bytes.endIndex, !endsLine(place) { continue }
                } else {
                    place += 1
                    continue
                }
            }
            // On the line's end or the head's.
            if place < bytes.endIndex, bytes[place] == UInt8(ascii: "\r") { place += 1 }
            guard place < bytes.endIndex || isWhole else { return nil }
            record.range = start..<(place > start && bytes[place - 1] == UInt8(ascii: "\r") ? place - 1 : place)
            record.next = min(place + 1, bytes.endIndex)
            record.nextLine += 1
            return record
        }
    }

    /// From a field's first byte to the separator or line end behind it; nil if a quote does not close in the head.
    private func field(at place: inout Int, _ line: inout Int, _ separator: Separator, _ skipsBlanks: Bool) -> Field? {
        let first = place
        if skipsBlanks { passBlanks(&place, but: separator) }
        let isBlankBefore = place > first
        if place < bytes.endIndex, bytes[place] == UInt8(ascii: "\"") {
            place += 1
            let opened = place
            while true {
                guard place < bytes.endIndex else { return nil }
                if bytes[place] == UInt8(ascii: "\n") { line += 1 }
                if bytes[place] == UInt8(ascii: "\""), !isEscaped(place, from: opened) {
                    guard place + 1 < bytes.endIndex, bytes[place + 1] == UInt8(ascii: "\"") else { break }
                    place += 1
                }
                place += 1
            }
            var field = Field(range: opened..<place, hasBlankBeforeQuote: isBlankBefore)
            place += 1
            let closed = place
            passToEnd(&place, separator)
            field.hasTextAfterQuote = !bytes[closed..<place].allSatisfy { Cell.isBlank($0) || $0 == UInt8(ascii: "\r") }
            return field
        }
        place = first
        passToEnd(&place, separator)
        let isReturn =
            place > first && (place == bytes.endIndex || bytes[place] == UInt8(ascii: "\n")) && bytes[place - 1] == UInt8(ascii: "\r")
        return Field(range: first..<(isReturn ? place - 1 : place))
    }

    /// Whether an odd number of backslashes stands before a quote.
    private func isEscaped(_ quote: Int, from start: Int) -> Bool {
        escapesQuotes
            && (quote - start - (bytes[start..<quote].lastIndex { $0 != UInt8(ascii: "\\") }.map { $0 + 1 - start } ?? 0)) % 2 == 1
    }

    private func passToEnd(_ place: inout Int, _ separator: Separator) {
        while place < bytes.endIndex, bytes[place] != UInt8(ascii: "\n") {
            switch separator {
            case .byte(let byte): if bytes[place] == byte { return }
            case .blanks: if Cell.isBlank(bytes[place]) || endsLine(place) { return }
            }
            place += 1
        }
    }

    private func passBlanks(_ place: inout Int, but separator: Separator = .blanks) {
        while place < bytes.endIndex, Cell.isBlank(bytes[place]), separator != .byte(bytes[place]) { place += 1 }
    }

    /// A line feed, or a carriage return before one.
    private func endsLine(_ place: Int) -> Bool {
        bytes[place] == UInt8(ascii: "\n")
            || bytes[place] == UInt8(ascii: "\r") && (place + 1 == bytes.endIndex || bytes[place + 1] == UInt8(ascii: "\n"))
    }
}

// What fields say.
extension CSVHead {
    /// A field without the blanks around it.
    func trimmed(_ field: Field) -> ArraySlice<UInt8> {
        var cell = bytes[field.range]
        while let byte = cell.first, Cell.isBlank(byte) { cell.removeFirst() }
        while let byte = cell.last, Cell.isBlank(byte) { cell.removeLast() }
        return cell
    }

    func text(_ field: Field) -> String {
        String(decoding: trimmed(field), as: UTF8.self).replacing(escapesQuotes ? "\\\"" : "\"\"", with: "\"")
    }

    func reading(_ field: Field) -> CellReading {
        trimmed(field).withUnsafeBufferPointer { cell in
            guard let start = cell.baseAddress, cell.count > 0 else { return .empty }
            let reading = CellReading(Cell(start: start, count: cell.count))
            // Which mark stands before fractions is not known yet.
            guard case .text = reading else { return reading }
            return CellReading(Cell(start: start, count: cell.count), decimalComma: true)
        }
    }

    /// How many fields hold something.
    func filled(_ record: Record) -> Int { record.fields.count { !trimmed($0).isEmpty } }

    /// A line for a message: at most 60 characters, without the delimiters at its end.
    func excerpt(_ record: Record) -> String {
        let text = String(decoding: bytes[record.range].prefix(240), as: UTF8.self).split(whereSeparator: \.isNewline).joined(
            separator: " "
        )
        let bare = text.reversed().drop { ",;\t| ".contains($0) }.reversed()
        let shown = bare.isEmpty ? text : String(bare)
        return shown.count > 60 ? shown.prefix(59) + "…" : shown
    }
}
