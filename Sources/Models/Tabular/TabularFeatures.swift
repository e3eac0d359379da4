import Domain
import Rows

/// Where each column goes in the network's input: numbers, then marks of what is missing, then categories.
///
/// ```
/// [ numbers and booleans, standardized | 1 where missing, of columns that have gaps | levels' numbers, which become embeddings ]
/// ```
/// A column has a mark if its values had gaps in the first file; gaps that begin later are read as the mean.
public struct TabularFeatures: Hashable, Sendable, Codable {
    /// Columns (places in the layout) that are numbers or booleans.
    public var numbers: [Int]
    /// Those of `numbers` that have a mark.
    public var marks: [Int]
    /// Columns that are categories.
    public var categories: [Int]
    /// Width of each category's embedding.
    public var embedding: Int

    /// - Parameter rows: A first file's, under the layout's columns.
    public init(layout: InputLayout, firstRows rows: ExampleTable, embedding: Int) {
        numbers = layout.columns.indices.filter { layout.columns[$0].kind != .categorical }
        categories = layout.columns.indices.filter { layout.columns[$0].kind == .categorical }
        marks = numbers.filter { rows.columns[$0].hasGaps }
        self.embedding = embedding
    }

    /// Floats in a row of the network's input: numbers, marks, and each category's level by its number.
    public var inputWidth: Int { numbers.count + marks.count + categories.count }

    /// The numbers of the rows alone, `[rows, numbers.count]`: what the scaler reads.
    public func numbers(of rows: [Double], columns: Int) -> [Double] {
        guard !numbers.isEmpty else { return [] }
        var result: [Double] = []
        result.reserveCapacity(rows.count / columns * numbers.count)
        for start in stride(from: 0, to: rows.count, by: columns) {
            for index in numbers { result.append(rows[start + index]) }
        }
        return result
    }

    /// Fills one row of the network's input: standardized numbers, marks, levels (0 for unseen and missing).
    @inlinable
    func fill(_ row: UnsafePointer<Double>, _ standardization: Standardization, into input: UnsafeMutablePointer<Float>) {
        for (index, column) in numbers.enumerated() { input[index] = standardization.apply(row[column], at: index) }
        for (index, column) in marks.enumerated() { input[numbers.count + index] = row[column].isNaN ? 1 : 0 }
        let levels = input + numbers.count + marks.count
        for (index, column) in categories.enumerated() { levels[index] = row[column].isNaN ? 0 : Float(row[column]) }
    }
}

extension ExampleTable.Values {
    /// Whether a number or boolean is missing.
    fileprivate var hasGaps: Bool {
        switch self {
        case .numbers(let numbers): numbers.contains(where: \.isNaN)
        case .booleans(let booleans): booleans.contains { $0 > 1 }
        case .categories, .images: false
        }
    }
}
