import Domain
import Rows

/// Collects a feature column's values and, where its kind is not given, finds out what kind they are.
///
/// It begins by taking values for numbers. Where a later value shows another kind and what was taken before cannot be taken back
/// (`3` and `03` are one number and two texts), the column is marked to be read again under the kind that was found.
struct ColumnBuilder {
    let name: String
    /// What the values are so far; numeric while none has been seen.
    private(set) var kind: ColumnKind
    /// The values collected are not the column's: only the kind is of use.
    private(set) var needsReading = false
    /// Some value was there.
    private(set) var sawValue = false

    private let isGiven: Bool
    private var numbers: [Double] = []
    private var booleans: [UInt8] = []
    private var indices: [Int32] = []
    private var levels = TextInterner()
    private var sawMarker = false

    /// - Parameter kind: Nil: to be found out.
    init(name: String, kind: ColumnKind?) {
        self.name = name
        self.kind = kind ?? .numeric
        isGiven = kind != nil
    }

    /// Takes a row's value; answers what is wrong with it.
    @inline(__always)
    mutating func append(_ raw: Cell) -> CellFault? {
        let cell = raw.trimmed
        if kind == .numeric {
            // The straight road of a file of numbers.
            if !cell.isText, cell.count > 0, case .number(let number) = NumberScanner.scan(cell.start, cell.count) {
                sawValue = true
                numbers.append(number == 0 ? 0 : number)
                return nil
            }
        }
        return appendOther(cell)
    }

    mutating func reserve(rows: Int) {
        switch kind {
        case .numeric: numbers.reserveCapacity(rows)
        case .boolean: booleans.reserveCapacity(rows)
        case .categorical: indices.reserveCapacity(rows)
        case .image: break
        }
    }

    /// Takes back what was collected beyond so many rows.
    mutating func truncate(to rows: Int) {
        if numbers.count > rows { numbers.removeLast(numbers.count - rows) }
        if booleans.count > rows { booleans.removeLast(booleans.count - rows) }
        if indices.count > rows { indices.removeLast(indices.count - rows) }
    }

    consuming func finish() -> ExampleTable.Values {
        switch kind {
        case .numeric: return .numbers(numbers)
        case .boolean: return .booleans(booleans)
        case .categorical:
            // Levels that only refused rows had are left out.
            let order = CanonicalOrder(indices, levels.names)
            return .categories(order.indices, levels: order.names)
        case .image: preconditionFailure("images are not built cell by cell: column '\(name)'")
        }
    }

    private mutating func appendOther(_ cell: Cell) -> CellFault? {
        if kind == .categorical { return appendCategory(cell) }
        let reading = CellReading(cell)
        if !isGiven, let other = otherKind(for: reading) {
            // What is no UTF-8 is a bad row under every kind, so it tells nothing of the column.
            if other == .categorical, String(validating: cell.bytes, as: UTF8.self) == nil { return .notUTF8 }
            change(to: other)
            return appendOther(cell)
        }
        return kind == .numeric ? appendNumber(reading) : appendBoolean(reading)
    }

    /// The kind that a value forces upon a column that is not given one; nil if it fits the present one.
    private func otherKind(for reading: CellReading) -> ColumnKind? {
        switch reading {
        case .empty, .marker: nil
        case .number, .infinite: kind == .boolean ? .categorical : nil
        case .boolean: kind == .boolean ? nil : sawValue ? .categorical : .boolean
        case .text: .categorical
        }
    }

    private mutating func change(to other: ColumnKind) {
        // Empty cells are missing under every kind; a marker is a text like others in a column of texts.
        if sawValue || sawMarker && other == .categorical { needsReading = true }
        let rows = kind == .numeric ? numbers.count : booleans.count
        numbers = []
        booleans = other == .boolean ? [UInt8](repeating: 2, count: rows) : []
        indices = other == .categorical ? [Int32](repeating: -1, count: rows) : []
        kind = other
    }

    private mutating func appendNumber(_ reading: CellReading) -> CellFault? {
        switch reading {
        case .number(let number):
            sawValue = true
            numbers.append(number == 0 ? 0 : number)
        case .empty: numbers.append(.nan)
        case .marker:
            sawMarker = true
            numbers.append(.nan)
        case .infinite:
            sawValue = true
            return .infinite
        case .boolean, .text: return .notNumber
        }
        return nil
    }

    private mutating func appendBoolean(_ reading: CellReading) -> CellFault? {
        switch reading {
        case .boolean(let boolean):
            sawValue = true
            booleans.append(boolean ? 1 : 0)
        case .number(let number) where number == 0 || number == 1: booleans.append(number == 0 ? 0 : 1)
        case .empty: booleans.append(2)
        case .marker:
            sawMarker = true
            booleans.append(2)
        case .number, .infinite, .text: return .notBoolean
        }
        return nil
    }

    private mutating func appendCategory(_ cell: Cell) -> CellFault? {
        if cell.count == 0 {
            indices.append(-1)
            return nil
        }
        // Its texts will be read again; here only their number of rows counts.
        if needsReading {
            guard String(validating: cell.bytes, as: UTF8.self) != nil else { return .notUTF8 }
            indices.append(-1)
            return nil
        }
        guard let index = levels.number(of: cell.bytes) else { return .notUTF8 }
        sawValue = true
        indices.append(index)
        return nil
    }
}
