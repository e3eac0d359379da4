import Domain

extension ColumnKind {
    /// Texts, each of which is a level of its own.
    public static let categorical = ColumnKind(rawValue: "categorical")
}

extension ColumnRule {
    /// A column of categories.
    public static let categorical = ColumnRule(ColumnKind.categorical)
}

/// Texts, each a level of its own: whatever stands there is one.
package enum CategoricalColumn: ColumnForm {
    package typealias Values = CategoryValues

    package static let kind = ColumnKind.categorical
    package static let code: UInt8? = 1
    package static let collected = CollectedCells.texts
    package static let fault = (one: "not a text", several: "not texts")
    package static let plural = "texts"
    package static let element = ColumnElement.text

    /// Which level it is the model knows.
    package static func read(_ cell: Cell, decimalComma: Bool) -> CellValue { .missing }
}

extension ExampleTable.Values {
    /// An index into `levels`, −1 where missing. Levels are distinct; their order has no meaning.
    public static func categories(_ indices: [Int32], levels: [String]) -> Self { Self(CategoryValues(indices, levels)) }

    /// An index into `levels` a row, −1 where missing; nil of a column of another kind.
    public var categories: (indices: [Int32], levels: [String])? {
        (column as? CategoryValues).map { ($0.indices, $0.levels) }
    }
}

/// A place among levels a row, −1 where missing.
package struct CategoryValues: ColumnValues {
    package let indices: [Int32]
    package let levels: [String]

    package init(_ indices: [Int32], _ levels: [String]) {
        self.indices = indices
        self.levels = levels
    }

    package static func none(_ column: Schema.Column) -> Self { Self([], []) }

    package static func decode(_ column: Schema.Column, rows: Int, from reader: inout LittleEndianReader) throws(Refusal) -> Self {
        let categories = try reader.categories(rows, missing: true)
        return Self(categories.indices, categories.names)
    }

    package var hasGaps: Bool { indices.contains { $0 < 0 } }

    package var identity: any ColumnIdentity { CategoryIdentity(indices: indices, levels: levels.map(RowForm.bytes)) }

    package func picking(_ rows: [Int]) -> Self { Self(rows.map { indices[$0] }, levels) }

    package func appending(_ other: Self) -> Self {
        var levels = levels
        let more = LevelUnion.translate(other.indices, other.levels, into: &levels)
        return Self(indices + more, levels)
    }

    package func writing(_ rows: [Int]) -> ColumnWriting { RowSetForm.writing(indices, levels, rows) }

    package func fill(_ numbers: UnsafeMutablePointer<Double>, stride: Int, rows: Range<Int>, places: [Double]) {
        for (index, row) in rows.enumerated() { numbers[index * stride] = indices[row] < 0 ? .nan : places[Int(indices[row])] }
    }
}

private struct CategoryIdentity: ColumnIdentity {
    let indices: [Int32]
    /// The levels' bytes, made once.
    let levels: [[UInt8]]

    var widest: Int { levels.reduce(1) { max($0, $1.count) } }

    func append(_ rows: Range<Int>, to bytes: UnsafeMutableRawPointer, stride: Int, lengths: inout [Int]) {
        for (index, row) in rows.enumerated() {
            let target = bytes + index * stride + lengths[index]
            if indices[row] < 0 {
                target.storeBytes(of: RowForm.missing, as: UInt8.self)
                lengths[index] += 1
            } else {
                let level = levels[Int(indices[row])]
                level.withUnsafeBytes { target.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
                lengths[index] += level.count
            }
        }
    }
}

extension RowSetForm {
    /// The names in use, ascending, then each row's place among them.
    static func writing(_ indices: [Int32], _ names: [String], _ rows: [Int]) -> ColumnWriting {
        let canonical = CanonicalNames(indices, names, of: rows)
        var writer = LittleEndianWriter()
        writer.write(UInt32(canonical.names.count))
        for name in canonical.names { writer.write(name) }
        return ColumnWriting(head: writer.bytes) { writer, row in
            writer.write(indices[row] < 0 ? -1 : canonical.places[Int(indices[row])])
        }
    }
}

extension LittleEndianReader {
    /// - Parameter missing: Whether a row may have none of the names.
    mutating func categories(_ rows: Int, missing: Bool) throws(Refusal) -> (indices: [Int32], names: [String]) {
        let nameCount = try count(UInt32.self, of: "names", bytesEach: 4)
        var names: [String] = []
        for _ in 0..<nameCount {
            let name = try text()
            if let last = names.last, !last.utf8.lexicographicallyPrecedes(name.utf8) { throw refusal("the names do not ascend") }
            names.append(name)
        }
        // Texts of other bytes can be one and the same to Swift (é as one character or as two).
        guard Set(names).count == nameCount else { throw refusal("two names are the same text") }
        try require(rows, bytesEach: 4)
        var used = [Bool](repeating: false, count: nameCount)
        var indices: [Int32] = []
        indices.reserveCapacity(rows)
        for _ in 0..<rows {
            let index = try number(Int32.self)
            guard index >= (missing ? -1 : 0), index < nameCount else { throw refusal("there is no name \(index) among \(nameCount)") }
            if index >= 0 { used[Int(index)] = true }
            indices.append(index)
        }
        guard used.allSatisfy({ $0 }) else { throw refusal("no row has one of the names") }
        return (indices, names)
    }
}
