import Domain

extension ColumnKind {
    /// True or false.
    public static let boolean = ColumnKind(rawValue: "boolean")
}

extension ColumnRule {
    /// A column of true and false.
    public static let boolean = ColumnRule(ColumnKind.boolean)
}

/// `true` and `false`, and 1 and 0 among them.
package enum BooleanColumn: ColumnForm {
    package typealias Values = BooleanValues

    package static let kind = ColumnKind.boolean
    package static let code: UInt8? = 2
    package static let collected = CollectedCells.truths
    package static let fault = (one: "neither true nor false", several: "neither true nor false")
    package static let plural = "true or false"
    package static let element = ColumnElement.truth

    package static func read(_ cell: Cell, decimalComma: Bool) -> CellValue { CellValue(boolean: cell) }
}

extension CellValue {
    /// A boolean column's: `true`, `false`, 1 and 0.
    package init(boolean cell: Cell) {
        switch CellReading(cell) {
        case .boolean(let boolean): self = .value(boolean ? 1 : 0)
        case .number(let number) where number == 0 || number == 1: self = .value(number == 0 ? 0 : 1)
        case .empty, .missing: self = .missing
        case .number, .styled, .infinite, .text: self = .stray
        }
    }
}

extension ExampleTable.Values {
    /// 0, 1, or 2 where missing.
    public static func booleans(_ booleans: [UInt8]) -> Self { Self(BooleanValues(booleans)) }

    /// 0, 1, or 2 where missing; nil of a column of another kind.
    public var booleans: [UInt8]? { (column as? BooleanValues)?.booleans }
}

/// 0 or 1 a row, 2 where missing.
package struct BooleanValues: ColumnValues, ColumnIdentity {
    package let booleans: [UInt8]

    package init(_ booleans: [UInt8]) { self.booleans = booleans }

    package static func none(_ column: Schema.Column) -> Self { Self([]) }

    package static func decode(_ column: Schema.Column, rows: Int, from reader: inout LittleEndianReader) throws(Refusal) -> Self {
        let booleans = Array(try reader.take(rows))
        guard booleans.allSatisfy({ $0 <= 2 }) else { throw reader.refusal("a boolean is neither 0, 1 nor 2") }
        return Self(booleans)
    }

    package var hasGaps: Bool { booleans.contains { $0 > 1 } }
    package var identity: any ColumnIdentity { self }
    package var widest: Int { 2 }

    package func append(_ rows: Range<Int>, to bytes: UnsafeMutableRawPointer, stride: Int, lengths: inout [Int]) {
        for (index, row) in rows.enumerated() {
            let target = bytes + index * stride + lengths[index]
            let value = booleans[row]
            target.storeBytes(of: value > 1 ? RowForm.missing : RowForm.boolean, as: UInt8.self)
            if value <= 1 { (target + 1).storeBytes(of: value, as: UInt8.self) }
            lengths[index] += value > 1 ? 1 : 2
        }
    }

    package func picking(_ rows: [Int]) -> Self { Self(rows.map { booleans[$0] }) }

    package func appending(_ other: Self) -> Self { Self(booleans + other.booleans) }

    package func writing(_ rows: [Int]) -> ColumnWriting { ColumnWriting { writer, row in writer.bytes.append(booleans[row]) } }

    package func fill(_ numbers: UnsafeMutablePointer<Double>, stride: Int, rows: Range<Int>, places: [Double]) {
        for (index, row) in rows.enumerated() { numbers[index * stride] = booleans[row] < 2 ? Double(booleans[row]) : .nan }
    }
}
