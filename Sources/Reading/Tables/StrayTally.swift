import Domain
import Rows

/// Values that a column's kind cannot hold, counted by what they say.
struct StrayTally: Hashable, Sendable {
    struct Word: Hashable, Sendable {
        var count: Int
        /// The line on which it came first.
        var line: Int
    }

    /// Words that are told apart; further ones are only counted.
    private static let mostWords = 1_000

    private(set) var words: [String: Word] = [:]
    private(set) var count = 0
    /// Of them, those that are numbers, and `true` or `false`.
    private(set) var numbers = 0
    private(set) var booleans = 0

    mutating func add(_ cell: Cell, _ reading: CellReading, line: Int) {
        count += 1
        switch reading {
        case .number, .styled: numbers += 1
        case .boolean: booleans += 1
        default: break
        }
        let text = cell.shown
        if words[text] != nil {
            words[text]!.count += 1
        } else if words.count < Self.mostWords {
            words[text] = Word(count: 1, line: line)
        }
    }

    /// The word that came first in the file.
    var first: (text: String, line: Int)? {
        words.min { ($0.value.line, $0.key) < ($1.value.line, $1.key) }.map { ($0.key, $0.value.line) }
    }

    /// `'unknown' (3 times, first in line 7), '-' (line 12)`: the commonest three.
    func shown(_ unit: RowUnit) -> String {
        let ordered = words.sorted { ($1.value.count, $0.value.line) < ($0.value.count, $1.value.line) }
        let shown = ordered.prefix(3).map { word in
            word.value.count == 1
                ? "\(RowValue.quoted(word.key)) (\(unit.place(word.value.line)))"
                : "\(RowValue.quoted(word.key)) (\(word.value.count) times, first in \(unit.place(word.value.line)))"
        }.joined(separator: ", ")
        return ordered.count > 3 ? "\(shown) and \(ordered.count - 3) \(ordered.count == 4 ? "other" : "others")" : shown
    }

    /// How many look like a code or a censored value: a number with something before or after it (`<0.05`, `10B`).
    var codes: Int {
        words.reduce(0) { $0 + (Self.isCode($1.key) ? $1.value.count : 0) }
    }

    private static func isCode(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
        guard let first = bytes.firstIndex(where: isDigit), let last = bytes.lastIndex(where: isDigit) else { return false }
        guard first > 0 || last < bytes.count - 1 else { return false }
        return bytes[first...last].withUnsafeBufferPointer { digits in
            if case .number = NumberScanner.scan(digits.baseAddress!, digits.count) { true } else { false }
        }
    }
}
