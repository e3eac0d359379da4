import Domain
import Glibc
import Rows

/// The records under a CSV file's line of column names.
///
/// Cells point into the window; only those with doubled quotes are copied. Lines end with LF or CRLF, the last one need not.
final class CSVSource: RecordSource {
    private(set) var columns: [String?] = []
    private(set) var warnings: [String] = []

    private let window: ByteWindow
    private let name: String
    private let delimiter: UInt8
    private let delimiters: UInt64
    private var line = 1
    private var cells: UnsafeMutableBufferPointer<Cell>
    /// Where cells with doubled quotes are put together; never moved while a record is read.
    private var unescaped: UnsafeMutableBufferPointer<UInt8>

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// - Parameter delimiter: Nil: a comma, or a semicolon where the first line has more of them.
    init(_ window: ByteWindow, file: InputFile, delimiter: UInt8?) throws(Refusal) {
        self.window = window
        name = file.name
        if let delimiter {
            self.delimiter = delimiter
        } else {
            self.delimiter = try Self.likelyDelimiter(window)
        }
        delimiters = EightBytes.repeating(self.delimiter)
        // Nothing throws between these and the last property: a `deinit` that does not run frees nothing.
        cells = .allocate(capacity: file.limits.columns + 1)
        unescaped = .allocate(capacity: 4096)
        guard let header = try record(columns: cells.count) else { throw file.empty }
        let limit = file.limits.columns
        guard header.fields <= limit else {
            throw Refusal(.tooLarge, what: "the file has more than \(limit) columns", at: "\(name):\(header.line)", fix: "raise the bound")
        }
        if let fault = header.fault { throw Refusal(.invalid, what: fault, at: "\(name):\(header.line)") }
        columns = try HeaderNames.read(cells[..<header.fields], place: "\(name):\(header.line)")
        let unnamed = columns.indices.filter { columns[$0] == nil }
        if !unnamed.isEmpty {
            warnings.append("columns without a name are ignored: number \(unnamed.map { "\($0 + 1)" }.joined(separator: ", "))")
        }
    }

    deinit {
        cells.deallocate()
        unescaped.deallocate()
    }

    var expandedBytes: Int { window.expandedBytes }
    var takenBytes: Int { window.expandedBytes - (window.end - window.start) }

    func next() throws(Refusal) -> Record? {
        guard let found = try record(columns: columns.count) else { return nil }
        var fault = found.fault
        if fault == nil && found.fields != columns.count {
            fault = "the row has \(found.fields) fields, the header has \(columns.count)"
        }
        return Record(
            line: found.line, fault: fault, cells: UnsafeMutableBufferPointer(rebasing: cells[..<columns.count]), bytes: found.bytes)
    }

    private struct Found {
        var line: Int
        var fields: Int
        var fault: String?
        var bytes: UnsafeBufferPointer<UInt8>
    }

    /// The next record that is not an empty line. Fields beyond `columns` are counted, not kept.
    private func record(columns: Int) throws(Refusal) -> Found? {
        while true {
            if window.start == window.end {
                if window.isWhole { return nil }
                try window.readMore(line: line)
                continue
            }
            guard let outcome = split(columns) else {
                try window.readMore(line: line)
                continue
            }
            if outcome.isUnclosed {
                throw Refusal(
                    .invalid, what: "the quote that opens field \(outcome.fields + 1) is never closed", at: "\(name):\(line)",
                    fix: "close it, or double the quotes inside a field")
            }
            let found = Found(
                line: line, fields: outcome.fields, fault: outcome.fault,
                bytes: UnsafeBufferPointer(start: window.base + window.start, count: outcome.contentEnd - window.start))
            window.start = outcome.end
            line += outcome.lines
            if outcome.isBlank { continue }
            return found
        }
    }

    private struct Outcome {
        var fields = 0
        /// Where the next record begins.
        var end = 0
        /// Where this one's last field ends.
        var contentEnd = 0
        var lines = 1
        var isUnclosed = false
        var isBlank = false
        var fault: String?
    }

    /// Splits the record at the window's start; nil if it does not end in the window.
    private func split(_ columns: Int) -> Outcome? {
        let base = UnsafePointer(window.base)
        let end = window.end
        let delimiter = delimiter
        var outcome = Outcome()
        var place = window.start
        var escapes = 0
        while true {
            let cell: Cell
            if base[place] == Self.quote && place < end {
                guard let quoted = quotedField(from: place, &outcome, &escapes) else {
                    if !window.isWhole { return nil }
                    outcome.isUnclosed = true
                    return outcome
                }
                cell = quoted.cell
                place = quoted.next
            } else {
                let first = place
                place = fieldEnd(from: place)
                cell = Cell(start: base + first, count: place - first)
            }
            if outcome.fields < columns { cells[outcome.fields] = cell }
            outcome.fields += 1
            if base[place] == delimiter && place < end {
                place += 1
                continue
            }
            // A line feed: the file's, or the one that stands behind the window.
            if place == end && !window.isWhole { return nil }
            outcome.contentEnd = place
            outcome.end = min(place + 1, end)
            dropCarriageReturn(&outcome, columns, base)
            return outcome
        }
    }

    private func dropCarriageReturn(_ outcome: inout Outcome, _ columns: Int, _ base: UnsafePointer<UInt8>) {
        let last = outcome.fields - 1
        if outcome.contentEnd > window.start, base[outcome.contentEnd - 1] == Self.carriageReturn {
            outcome.contentEnd -= 1
            if last < columns, cells[last].count > 0, cells[last].start + cells[last].count - 1 == base + outcome.contentEnd {
                cells[last].count -= 1
            }
        }
        outcome.isBlank = outcome.fields == 1 && outcome.contentEnd == window.start
    }

    /// A field that begins with a quote, and where it ends: on a delimiter or a line feed. Nil if its quote does not close in the window, or
    /// if what follows it cannot be seen yet.
    private func quotedField(from start: Int, _ outcome: inout Outcome, _ escapes: inout Int) -> (cell: Cell, next: Int)? {
        let base = UnsafePointer(window.base)
        let end = window.end
        var place = start + 1
        var piece = place
        let copied = escapes
        while true {
            guard place < end, let found = memchr(base + place, Int32(Self.quote), end - place) else { return nil }
            let closing = base.distance(to: UnsafePointer(found.assumingMemoryBound(to: UInt8.self)))
            if closing + 1 == end && !window.isWhole { return nil }
            outcome.lines += lineFeeds(in: place..<closing)
            guard closing + 1 < end, base[closing + 1] == Self.quote else {
                return endOfQuoted(from: start, piece: piece, closing: closing, copied: copied, &outcome, &escapes)
            }
            // The first of two quotes stays.
            copy(piece..<closing + 1, &escapes)
            place = closing + 2
            piece = place
        }
    }

    private func endOfQuoted(
        from start: Int, piece: Int, closing: Int, copied: Int, _ outcome: inout Outcome, _ escapes: inout Int
    ) -> (cell: Cell, next: Int)? {
        let base = UnsafePointer(window.base)
        let cell: Cell
        if piece == start + 1 {
            cell = Cell(start: base + piece, count: closing - piece)
        } else {
            copy(piece..<closing, &escapes)
            cell = Cell(start: UnsafePointer(unescaped.baseAddress!) + copied, count: escapes - copied)
        }
        let next = fieldEnd(from: closing + 1)
        let rest = UnsafeBufferPointer(start: base + closing + 1, count: next - closing - 1)
        let isLineEnd = base[next] == Self.lineFeed && rest.count == 1 && rest[0] == Self.carriageReturn
        if !isLineEnd, !rest.allSatisfy(Cell.isBlank) && outcome.fault == nil {
            outcome.fault = "text follows the closing quote of field \(outcome.fields + 1)"
        }
        return (cell, next)
    }

    /// The next delimiter or line feed; there is one at the window's end.
    @inline(__always)
    private func fieldEnd(from start: Int) -> Int {
        let base = UnsafePointer(window.base)
        var place = start
        while true {
            let word = EightBytes.load(base + place)
            let found = EightBytes.matches(word, delimiters) | EightBytes.matches(word, EightBytes.repeating(Self.lineFeed))
            if found != 0 { return place + found.trailingZeroBitCount / 8 }
            place += 8
        }
    }

    private func lineFeeds(in range: Range<Int>) -> Int {
        var count = 0
        for place in range where window.base[place] == Self.lineFeed { count += 1 }
        return count
    }

    /// Appends bytes of the window to the copies. The copies of a record are never more than its bytes.
    private func copy(_ range: Range<Int>, _ escapes: inout Int) {
        if escapes == 0 && unescaped.count < window.end - window.start {
            unescaped.deallocate()
            unescaped = .allocate(capacity: 2 * (window.end - window.start))
        }
        memcpy(unescaped.baseAddress! + escapes, window.base + range.lowerBound, range.count)
        escapes += range.count
    }

    /// A semicolon where the first line holds more of them outside quotes than commas.
    private static func likelyDelimiter(_ window: ByteWindow) throws(Refusal) -> UInt8 {
        while memchr(window.base + window.start, Int32(lineFeed), window.end - window.start) == nil && !window.isWhole {
            try window.readMore(line: 1)
        }
        var commas = 0
        var semicolons = 0
        var isQuoted = false
        for place in window.start..<window.end {
            let byte = window.base[place]
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == lineFeed { break }
            if byte == UInt8(ascii: ",") { commas += 1 }
            if byte == UInt8(ascii: ";") { semicolons += 1 }
        }
        return semicolons > commas ? UInt8(ascii: ";") : UInt8(ascii: ",")
    }
}
