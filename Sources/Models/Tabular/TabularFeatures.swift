import Domain
import Rows

/// Where each column goes in the network's input: numbers, then marks of what is missing, then categories.
///
/// ```
/// [ numbers and booleans, standardized | 1 where missing, of columns that have gaps | levels' numbers, which become embeddings ]
/// ```
/// A value may be several numbers to the network (`ColumnForm.parts`): a moment and where it lies in the day, the week and the year.
///
/// A column has a mark if its values had gaps in the first file; gaps that begin later are read as the mean.
public struct TabularFeatures: Hashable, Sendable, Codable {
    /// Columns (places in the layout) whose values are numbers, or become some; one of several parts is there once a part.
    public var numbers: [Int]
    /// The part that each of `numbers` is; nil where no column has several.
    public var parts: [Part]?
    /// Those of `numbers` that have a mark.
    public var marks: [Int]
    /// Columns that are categories.
    public var categories: [Int]

    /// Which of its column's numbers one is.
    public struct Part: Hashable, Sendable, Codable {
        /// The column's kind: what makes the number of its value.
        public var kind: ColumnKind
        /// From 0 on; 0 is the value itself.
        public var number: Int
    }

    /// Width of each category's embedding.
    public var embedding: Int

    /// - Parameter rows: A first file's, under the layout's columns.
    public init(layout: InputLayout, firstRows rows: ExampleTable, embedding: Int) {
        func areTexts(_ column: Int) -> Bool { layout.columns[column].kind.form.collected == .texts }
        let ofNumbers = layout.columns.indices.filter { !areTexts($0) }
        let all = ofNumbers.flatMap { column in
            let kind = layout.columns[column].kind
            return (0..<kind.form.parts).map { (column: column, part: Part(kind: kind, number: $0)) }
        }
        numbers = all.map(\.column)
        parts = all.count == ofNumbers.count ? nil : all.map(\.part)
        categories = layout.columns.indices.filter(areTexts)
        marks = ofNumbers.filter { rows.columns[$0].column.hasGaps }
        self.embedding = embedding
    }

    private enum CodingKeys: String, CodingKey { case numbers, parts, marks, categories, embedding }

    /// The places among `numbers` of those that are missing where a mark is 1, mark by mark.
    var numbersOfMarks: [[Int]] { marks.map { column in numbers.indices.filter { numbers[$0] == column } } }

    /// Whether one of `numbers` is standardized by what the data hold; what lies in −1…1 by nature is not, since a file of one month would make all
    /// others outliers.
    func isStandardized(_ index: Int) -> Bool { parts.map { $0[index].number == 0 } ?? true }

    /// The number of a row that stands at a place among `numbers`.
    @inlinable
    func number(_ index: Int, of row: UnsafePointer<Double>) -> Double {
        guard let parts else { return row[numbers[index]] }
        return Self.number(parts[index], row[numbers[index]])
    }

    @usableFromInline
    static func number(_ part: Part, _ value: Double) -> Double {
        part.number == 0 ? value : part.kind.form.part(part.number, of: value)
    }

    /// Floats in a row of the network's input: numbers, marks, and each category's level by its number.
    public var inputWidth: Int { numbers.count + marks.count + categories.count }

    /// The numbers of the rows alone, `[rows, numbers.count]`: what the scaler reads.
    public func numbers(of rows: [Double], columns: Int) -> [Double] {
        guard !numbers.isEmpty else { return [] }
        var result: [Double] = []
        result.reserveCapacity(rows.count / columns * numbers.count)
        rows.withUnsafeBufferPointer { rows in
            for start in stride(from: 0, to: rows.count, by: columns) {
                for index in numbers.indices { result.append(number(index, of: rows.baseAddress! + start)) }
            }
        }
        return result
    }

    /// Fills one row of the network's input: standardized numbers, marks, levels (0 for unseen and missing).
    @inlinable
    func fill(_ row: UnsafePointer<Double>, _ standardization: Standardization, into input: UnsafeMutablePointer<Float>) {
        for index in numbers.indices { input[index] = standardization.apply(number(index, of: row), at: index) }
        for (index, column) in marks.enumerated() { input[numbers.count + index] = row[column].isNaN ? 1 : 0 }
        let levels = input + numbers.count + marks.count
        for (index, column) in categories.enumerated() { levels[index] = row[column].isNaN ? 0 : Float(row[column]) }
    }
}
