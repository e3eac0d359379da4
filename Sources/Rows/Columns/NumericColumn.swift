import Domain

extension ColumnKind {
    /// Numbers.
    public static let numeric = ColumnKind(rawValue: "numeric")
}

extension ColumnRule {
    /// A column of numbers.
    public static let numeric = ColumnRule(ColumnKind.numeric)
}

/// Numbers, in the ways in which people write them.
package enum NumericColumn: ColumnForm {
    package typealias Values = NumberValues

    package static let kind = ColumnKind.numeric
    package static let code: UInt8? = 0
    package static let collected = CollectedCells.numbers
    package static let fault = (one: "not a number", several: "not numbers")
    package static let plural = "numbers"
    package static let element = ColumnElement.number

    package static func read(_ cell: Cell, decimalComma: Bool) -> CellValue { CellValue(numeric: cell, decimalComma: decimalComma) }
}

extension CellValue {
    /// A numeric column's.
    @inline(__always)
    package init(numeric cell: Cell, decimalComma: Bool) {
        switch CellReading(cell, decimalComma: decimalComma) {
        case .number(let number), .styled(let number): self = .value(number + 0)
        case .empty, .missing: self = .missing
        case .infinite, .boolean, .text: self = .stray
        }
    }
}

extension ExampleTable.Values {
    /// NaN where missing; never infinite; −0 is stored as 0.
    public static func numbers(_ numbers: [Double]) -> Self { Self(NumberValues(numbers)) }

    /// The numbers of a column that is kept as such; nil of others.
    public var numbers: [Double]? { (column as? NumberValues)?.numbers }
}

/// A `Double` a row, NaN where missing.
package struct NumberValues: ColumnValues, ColumnIdentity {
    package let numbers: [Double]

    package init(_ numbers: [Double]) { self.numbers = numbers }

    package static func none(_ column: Schema.Column) -> Self { Self([]) }

    package static func decode(_ column: Schema.Column, rows: Int, from reader: inout LittleEndianReader) throws(Refusal) -> Self {
        Self(try reader.numbers(rows, missing: true))
    }

    /// A missing number equals a missing number, so that a table equals itself.
    package static func == (left: Self, right: Self) -> Bool {
        left.numbers.elementsEqual(right.numbers) { $0 == $1 || $0.isNaN && $1.isNaN }
    }

    /// Every missing number hashes alike, as they are equal.
    package func hash(into hasher: inout Hasher) { for number in numbers { hasher.combine(number.isNaN ? .nan : number) } }

    package var hasGaps: Bool { numbers.contains(where: \.isNaN) }
    package var identity: any ColumnIdentity { self }
    package var widest: Int { RowForm.numberWidth }

    package func append(_ rows: Range<Int>, to bytes: UnsafeMutableRawPointer, stride: Int, lengths: inout [Int]) {
        for (index, row) in rows.enumerated() {
            lengths[index] += RowForm.write(numbers[row], to: bytes + index * stride + lengths[index])
        }
    }

    package func picking(_ rows: [Int]) -> Self { Self(rows.map { numbers[$0] }) }

    package func appending(_ other: Self) -> Self { Self(numbers + other.numbers) }

    package func writing(_ rows: [Int]) -> ColumnWriting {
        ColumnWriting { writer, row in writer.write(numbers[row].isNaN ? RowSetForm.missingNumber : RowForm.bits(numbers[row])) }
    }

    package func fill(_ places: UnsafeMutablePointer<Double>, stride: Int, rows: Range<Int>, places levels: [Double]) {
        for (index, row) in rows.enumerated() { places[index * stride] = numbers[row] }
    }
}

extension LittleEndianReader {
    /// - Parameter missing: Whether a number may be missing.
    mutating func numbers(_ count: Int, missing: Bool) throws(Refusal) -> [Double] {
        try require(count, bytesEach: 8)
        var numbers: [Double] = []
        numbers.reserveCapacity(count)
        for _ in 0..<count {
            let bits = try number(UInt64.self)
            let value = Double(bitPattern: bits)
            guard value.isFinite ? RowForm.bits(value) == bits : missing && bits == RowSetForm.missingNumber else {
                throw refusal("\(value) is no number of a row")
            }
            numbers.append(value)
        }
        return numbers
    }
}
