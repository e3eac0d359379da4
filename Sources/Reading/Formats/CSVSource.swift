import Domain
import Glibc
import Rows

/// The records under a CSV file's line of column names.
///
/// Cells point into the window; only those with doubled quotes are copied. Lines end with LF or CRLF, the last one need not.
final class CSVSource: RecordSource {
    private(set) var columns: [String?] = []

    let window: ByteWindow
    private let name: String
    private let delimiter: UInt8
    private let delimiters: UInt64
    private let skipsBlanks: Bool
    let escapesQuotes: Bool
    private let mark: [UInt8]
    /// Lines that begin with the mark are comments. Not until the names are read, which may be marked themselves.
    private var hasComments = false
    private var line: Int
    private var cells: UnsafeMutableBufferPointer<Cell>
    /// Where cells with doubled quotes are put together; never moved while a record is read.
    var unescaped: UnsafeMutableBufferPointer<UInt8>

    static let quote = UInt8(ascii: "\"")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    /// What was found at the beginning, and what was passed over since.
    private var told: [String]
    private var comments = PassedLines()
    private var repeatedNames = PassedLines()
    private var footers = PassedLines()
    /// Of the last name, to tell a line of names that is repeated from other records at a glance.
    private var lastName = (fields: 0, column: 0, count: 0, first: UInt8(0))

    /// - Parameter window: From the line of names on.
    init(_ window: ByteWindow, file: InputFile, dialect: CSVDialect) throws(Refusal) {
        self.window = window
        name = file.name
        if case .byte(let byte) = dialect.separator { delimiter = byte } else { delimiter = UInt8(ascii: "\t") }
        delimiters = EightBytes.repeating(delimiter)
        skipsBlanks = dialect.skipsBlanks
        escapesQuotes = dialect.escapesQuotes
        mark = dialect.comment ?? []
        line = dialect.line
        told = dialect.warnings
        // Nothing throws between these and the last property: a `deinit` that does not run frees nothing.
        cells = .allocate(capacity: file.limits.columns + 1)
        unescaped = .allocate(capacity: 4096)
        guard let header = try record(columns: cells.count) else { throw file.empty }
        let limit = file.limits.columns
        guard header.fields <= limit else {
            throw Refusal(
                .tooLarge,
                what: "the file has more than \(limit) columns",
                at: "\(name):\(header.line)",
                fix: "raise the limit (inbox.columns)"
            )
        }
        if let fault = header.fault { throw Refusal(.invalid, what: fault, at: "\(name):\(header.line)") }
        try readNames(header, dialect)
        hasComments = dialect.comment != nil
    }

    private func readNames(_ header: Found, _ dialect: CSVDialect) throws(Refusal) {
        let names = cells[..<header.fields]
        columns = try HeaderNames.read(names, place: "\(name):\(header.line)", repeated: dialect.likeness?.repeated ?? [])
        if dialect.unnamed == nil, let last = columns.lastIndex(where: { $0 != nil }) {
            lastName = (columns.count, last, cells[last].count, cells[last].start.pointee)
        }
        if let likeness = dialect.likeness?.warning(columns) { told.append(likeness) }
        switch dialect.unnamed {
        case .first:
            columns.insert(nil, at: 0)
            told.append("the first column has no name and is treated as row names: it is ignored")
            return
        case .last: columns.append(nil)
        case nil: break
        }
        let unnamed = columns.indices.filter { columns[$0] == nil }
        if !unnamed.isEmpty {
            told.append("columns without a name are ignored: number \(unnamed.map { "\($0 + 1)" }.joined(separator: ", "))")
        }
    }

    deinit {
        cells.deallocate()
        unescaped.deallocate()
    }

    var expandedBytes: Int { window.expandedBytes }
    var takenBytes: Int { window.expandedBytes - (window.end - window.start) }

    var warnings: [String] {
        var warnings = told
        if let passed = comments.text("comment line") { warnings.append(passed) }
        if let passed = repeatedNames.text("line that repeats the column names", "lines that repeat the column names") {
            warnings.append(passed)
        }
        if let passed = footers.text("line under a database's rows", "lines under a database's rows") { warnings.append(passed) }
        return warnings
    }

    func next() throws(Refusal) -> Record? {
        while let found = try record(columns: columns.count) {
            var fault = found.fault
            if fault == nil && found.fields != columns.count {
                if found.fields == 1, DatabaseFooter.matches(found.bytes) {
                    footers.append(found.line)
                    continue
                }
                fault = countFault(found.fields)
            }
            if window.hasNUL, let nul = nulFault(found.bytes, fields: found.fields) { fault = nul }
            return Record(
                line: found.line,
                fault: fault,
                cells: UnsafeMutableBufferPointer(rebasing: cells[..<columns.count]),
                bytes: found.bytes
            )
        }
        return nil
    }

    /// Whether the record read last could be the line of names once more, at a glance.
    @inline(__always)
    private func mayBeNames(_ fields: Int) -> Bool {
        guard fields == lastName.fields else { return false }
        let cell = cells[lastName.column]
        return cell.count == lastName.count && cell.start.pointee == lastName.first
    }

    /// Whether it is, where two files were put together.
    @inline(never)
    private func areNames() -> Bool {
        columns.indices.allSatisfy { place in
            var cell = cells[place].trimmed
            // The second file's byte order mark.
            if place == 0, cell.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
                cell.start += 3
                cell.count -= 3
            }
            guard let name = columns[place] else { return true }
            return CanonicalText.read(cell.bytes) == name
        }
    }

    @inline(never)
    private func countFault(_ fields: Int) -> String {
        "the row has \(fields == 1 ? "1 field" : "\(fields) fields"), the header has \(columns.count)"
    }

    @inline(never)
    private func nulFault(_ bytes: UnsafeBufferPointer<UInt8>, fields: Int) -> String? {
        guard bytes.count > 0, memchr(bytes.baseAddress!, 0, bytes.count) != nil else { return nil }
        let place = columns.indices.prefix(fields).first { cells[$0].bytes.contains(0) }
        guard let place, fields == columns.count else { return "the row holds a NUL byte" }
        return "column '\(columns[place] ?? "\(place + 1)")' holds a NUL byte"
    }

    private struct Found {
        var line: Int
        var fields: Int
        var fault: String?
        var bytes: UnsafeBufferPointer<UInt8>
    }

    /// The next record that is not an empty line. Fields beyond `columns` are counted, not kept.
    @inline(__always)
    private func record(columns: Int) throws(Refusal) -> Found? {
        while true {
            if window.start == window.end {
                if window.isWhole { return nil }
                try window.readMore(line: line)
                continue
            }
            if hasComments, try passComment() { continue }
            guard let outcome = skipsBlanks ? splitSkippingBlanks(columns) : split(columns, skippingBlanks: false) else {
                try window.readMore(line: line)
                continue
            }
            if outcome.isUnclosed { throw unclosed(field: outcome.fields + 1) }
            let found = Found(
                line: line,
                fields: outcome.fields,
                fault: outcome.fault,
                bytes: UnsafeBufferPointer(start: window.base + window.start, count: outcome.contentEnd - window.start)
            )
            window.start = outcome.end
            line += outcome.lines
            if outcome.isBlank { continue }
            if mayBeNames(outcome.fields), areNames() {
                repeatedNames.append(found.line)
                continue
            }
            return found
        }
    }

    /// Passes over the line at the window's start if it is a comment.
    @inline(never)
    private func passComment() throws(Refusal) -> Bool {
        while window.end - window.start < mark.count, !window.isWhole { try window.readMore(line: line) }
        let there = UnsafeBufferPointer(start: window.base + window.start, count: window.end - window.start)
        guard there.starts(with: mark) else { return false }
        while true {
            if let found = memchr(window.base + window.start, Int32(Self.lineFeed), window.end - window.start) {
                window.start = window.base.distance(to: found.assumingMemoryBound(to: UInt8.self)) + 1
                break
            }
            if window.isWhole {
                window.start = window.end
                break
            }
            try window.readMore(line: line)
        }
        comments.append(line)
        line += 1
        return true
    }

    @inline(never)
    private func unclosed(field: Int) -> Refusal {
        Refusal(
            .invalid,
            what: "the quote that opens field \(field) is never closed",
            at: "\(name):\(line)",
            fix: "close it, or double the quotes inside a field"
        )
    }

    struct Outcome {
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

    /// Apart, so that it does not weigh on files that have no blanks before quotes.
    @inline(never)
    private func splitSkippingBlanks(_ columns: Int) -> Outcome? { split(columns, skippingBlanks: true) }

    /// Splits the record at the window's start; nil if it does not end in the window.
    ///
    /// - Parameter skippingBlanks: Blanks before an opening quote are passed over. Known where this is compiled: most files have none.
    @inline(__always)
    private func split(_ columns: Int, skippingBlanks: Bool) -> Outcome? {
        let base = UnsafePointer(window.base)
        let end = window.end
        let delimiter = delimiter
        var outcome = Outcome()
        var place = window.start
        var escapes = 0
        while true {
            let cell: Cell
            if skippingBlanks {
                let text = firstAfterBlanks(place)
                if text < end, base[text] == Self.quote { place = text }
            }
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

    private func firstAfterBlanks(_ start: Int) -> Int {
        var place = start
        while place < window.end, Cell.isBlank(window.base[place]), window.base[place] != delimiter { place += 1 }
        return place
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

    /// The next delimiter or line feed; there is one at the window's end.
    @inline(__always)
    func fieldEnd(from start: Int) -> Int {
        let base = UnsafePointer(window.base)
        var place = start
        while true {
            let word = EightBytes.load(base + place)
            let found = EightBytes.matches(word, delimiters) | EightBytes.matches(word, EightBytes.repeating(Self.lineFeed))
            if found != 0 { return place + found.trailingZeroBitCount / 8 }
            place += 8
        }
    }
}
