import Domain
import Rows

/// Collects a feature column's values and, where its kind is not given, finds out what kind they are.
///
/// The first value decides how values are collected, and all of them what the column is (`ColumnVerdict`). Where that is another kind than was
/// collected, the file is read again under it.
struct ColumnBuilder {
    let name: String
    /// How values are collected; numeric while none has been seen.
    private(set) var kind: ColumnKind
    private var form: any ColumnForm.Type
    /// The form's, asked of every cell.
    private(set) var collected: CollectedCells
    private var isNumeric: Bool
    /// Some value was there.
    private(set) var sawValue = false
    /// Values that the kind cannot hold: missing in the column.
    private(set) var strays = StrayTally()
    /// What else tells of the kind; see `ColumnVerdict`.
    private(set) var marks = Marks()

    let isGiven: Bool
    let decimalComma: Bool

    private(set) var numbers: [Double] = []
    /// 0, 1, 2 where missing; of `0` and `1`, more by `digits`.
    private(set) var booleans: [UInt8] = []
    static let digits: UInt8 = 3
    private(set) var indices: [Int32] = []
    private(set) var levels = TextInterner()
    /// Of the row that is being read: counted once the row is taken.
    private var pending: Pending?

    private struct Pending {
        var stray: (cell: Cell, reading: CellReading)?
        var styled: Styled?
        /// The text that made the column one of texts.
        var text: String?
    }

    /// A number as people write it.
    struct Styled: Hashable {
        var text: String
        var value: Double
        var line: Int
    }

    struct Marks {
        /// A number began with a needless zero: `02139`.
        var sawLeadingZero = false
        /// Numbers have different numbers of characters.
        var widthsDiffer = false
        /// Each number so far is one more than the one before.
        var isCounting = true
        /// A text such as `1,5`: digits on both sides of a comma.
        var sawComma = false
        /// The first number that was written as people write them, and how many there are.
        var styled: Styled?
        var styledCount = 0
        /// Points that may stand between thousands.
        var pointGroups = PointGroups()
        /// The text that made the column one of texts, where it was collected as such.
        var firstText: (text: String, line: Int)?

        fileprivate var width = -1
        fileprivate var last = Double.nan
    }

    /// - Parameter kind: Nil: to be found out.
    init(name: String, kind: ColumnKind?, decimalComma: Bool = false) {
        self.name = name
        self.kind = kind ?? .numeric
        form = self.kind.form
        collected = form.collected
        isNumeric = self.kind == .numeric
        self.decimalComma = decimalComma
        isGiven = kind != nil
    }

    private mutating func become(_ kind: ColumnKind) {
        self.kind = kind
        form = kind.form
        collected = form.collected
        isNumeric = kind == .numeric
    }

    /// What became of a row's value.
    enum Appended {
        case plain
        /// Taken; there is something to count once the row is (`take`).
        case pending
        case fault(CellFault)
    }

    /// Takes a row's value.
    @inline(__always)
    mutating func append(_ raw: Cell) -> Appended {
        // The straight road of a file of numbers, most of which have no blanks around them.
        if isNumeric, !decimalComma, raw.count > 0, append(numberIn: raw) { return .plain }
        let cell = raw.trimmed
        if cell.count < raw.count, isNumeric, !decimalComma, cell.count > 0, append(numberIn: cell) { return .plain }
        if let fault = appendOther(cell) { return .fault(fault) }
        return pending == nil ? .plain : .pending
    }

    @inline(__always)
    private mutating func append(numberIn cell: Cell) -> Bool {
        guard case .number(let number) = NumberScanner.scan(cell.start, cell.count) else { return false }
        if !isGiven { mark(number, cell) }
        sawValue = true
        numbers.append(number + 0)
        return true
    }

    mutating func reserve(rows: Int) {
        switch collected {
        case .numbers: numbers.reserveCapacity(rows)
        case .truths: booleans.reserveCapacity(rows)
        case .texts: indices.reserveCapacity(rows)
        case .pixels: break
        }
    }

    /// Whether `take` has something to count.
    var isPending: Bool { pending != nil }

    /// Counts what the row's value told: the row is taken.
    mutating func take(line: Int) {
        guard let pending else { return }
        if let stray = pending.stray { strays.add(stray.cell, stray.reading, line: line) }
        if var styled = pending.styled {
            styled.line = line
            marks.styled = marks.styled ?? styled
            marks.styledCount += 1
        }
        if let text = pending.text { marks.firstText = (text, line) }
        self.pending = nil
    }

    /// Takes back what was collected beyond so many rows.
    mutating func truncate(to rows: Int) {
        pending = nil
        if numbers.count > rows { numbers.removeLast(numbers.count - rows) }
        if booleans.count > rows { booleans.removeLast(booleans.count - rows) }
        if indices.count > rows { indices.removeLast(indices.count - rows) }
    }

    consuming func finish() -> ExampleTable.Values {
        switch collected {
        case .numbers: return .numbers(numbers)
        case .truths: return .booleans(booleans.map { $0 >= Self.digits ? $0 - Self.digits : $0 })
        case .texts:
            // Levels that only refused rows had are left out.
            let order = CanonicalOrder(indices, levels.names)
            return .categories(order.indices, levels: order.names)
        case .pixels: preconditionFailure("images are not built cell by cell: column '\(name)'")
        }
    }

    private mutating func mark(_ number: Double, _ cell: Cell) {
        if !decimalComma { marks.pointGroups.add(cell) }
        if number != marks.last + 1, !marks.last.isNaN { marks.isCounting = false }
        marks.last = number
        if cell.count != marks.width {
            marks.widthsDiffer = marks.widthsDiffer || marks.width >= 0
            marks.width = cell.count
        }
        if cell.count > 1, cell.start[0] == UInt8(ascii: "0"), cell.start[1] &- UInt8(ascii: "0") < 10 { marks.sawLeadingZero = true }
    }

    private mutating func appendOther(_ cell: Cell) -> CellFault? {
        guard String(validating: cell.bytes, as: UTF8.self) != nil else { return .notUTF8 }
        if collected == .texts { return appendCategory(cell) }
        let reading = CellReading(cell, decimalComma: decimalComma)
        if !isGiven && !sawValue { beginKind(reading, cell) }
        if collected == .texts { return appendCategory(cell) }
        if isNumeric {
            appendNumber(cell, reading)
        } else if collected == .truths {
            appendBoolean(cell, reading)
        } else {
            appendValue(cell, reading)
        }
        return nil
    }

    /// The first value decides how values are collected.
    private mutating func beginKind(_ reading: CellReading, _ cell: Cell) {
        let other: ColumnKind
        switch reading {
        case .boolean: other = .boolean
        case .text: other = .categorical
        default: return
        }
        let rows = numbers.count
        numbers = []
        if other == .boolean { booleans = [UInt8](repeating: 2, count: rows) }
        if other == .categorical {
            indices = [Int32](repeating: -1, count: rows)
            pending = Pending(text: cell.shown)
        }
        // A word for "missing" is a text like others in a column of texts: those before are read again.
        hasUnread = other == .categorical && sawMissingWord
        become(other)
    }

    private var sawMissingWord = false
    /// Texts before the first value were taken for missing: the column has to be read again.
    private(set) var hasUnread = false

    private mutating func appendNumber(_ cell: Cell, _ reading: CellReading) {
        switch reading {
        case .number(let number):
            if !isGiven { mark(number, cell) }
            sawValue = true
            numbers.append(number + 0)
        case .styled(let number) where decimalComma && DecimalCommas.isPlain(cell.bytes):
            if !isGiven { mark(number, cell) }
            sawValue = true
            numbers.append(number + 0)
        case .styled(let number):
            sawValue = true
            // A comma that may divide thousands is looked at in the file as a whole.
            if !marks.sawComma { marks.sawComma = cell.bytes.contains(UInt8(ascii: ",")) }
            marks.isCounting = false
            pending = Pending(styled: Styled(text: cell.shown, value: number + 0, line: 0))
            numbers.append(number + 0)
        case .empty: numbers.append(.nan)
        case .missing:
            sawMissingWord = true
            numbers.append(.nan)
        case .infinite, .boolean, .text:
            if !marks.sawComma { marks.sawComma = Self.hasComma(cell) }
            sawValue = true
            pending = Pending(stray: (cell, reading))
            numbers.append(.nan)
        }
    }

    private mutating func appendBoolean(_ cell: Cell, _ reading: CellReading) {
        switch CellValue(boolean: cell) {
        case .value(let value):
            sawValue = true
            // Digits are kept apart: among other numbers they are numbers.
            let isDigit = if case .number = reading { true } else { false }
            booleans.append((value == 0 ? 0 : 1) + (isDigit ? Self.digits : 0))
        case .missing: booleans.append(2)
        case .stray:
            sawValue = true
            pending = Pending(stray: (cell, reading))
            booleans.append(2)
        }
    }

    /// Of a kind whose values are numbers that its form reads.
    private mutating func appendValue(_ cell: Cell, _ reading: CellReading) {
        switch form.read(cell, decimalComma: decimalComma) {
        case .value(let value):
            sawValue = true
            numbers.append(value)
        case .missing: numbers.append(.nan)
        case .stray:
            sawValue = true
            pending = Pending(stray: (cell, reading))
            numbers.append(.nan)
        }
    }

    private mutating func appendCategory(_ cell: Cell) -> CellFault? {
        if cell.count == 0 {
            indices.append(-1)
            return nil
        }
        guard let index = levels.number(of: cell.bytes) else { return .notUTF8 }
        sawValue = true
        indices.append(index)
        return nil
    }

    /// `1,5`, `-0,25`: what decimal commas are told by.
    private static func hasComma(_ cell: Cell) -> Bool {
        cell.bytes.contains(UInt8(ascii: ",")) && DecimalCommas.proof(cell) == .comma
    }
}
