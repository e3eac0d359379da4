import Domain
import Examples

/// A table's rows as a tabular network reads them: done once before training, so that a step only copies.
public struct PreparedRows: Sendable {
    public let count: Int
    /// Standardised numbers, then marks: `[count, numbers + marks]`.
    let dense: [Float]
    /// Levels' places, `[count, categories]`; 0 for unseen and missing.
    let levels: [Int32]
    /// Classes' places in the head, for classification.
    let classes: [Int32]
    /// Standardised labels, for regression.
    let targets: [Float]

    /// - Precondition: The document knows every class of the table.
    public init(_ table: ExampleTable, _ document: TabularDocument) {
        let rows = document.layout.encode(table)
        let columns = document.layout.columns.count
        let features = document.features
        let width = features.numbers.count + features.marks.count
        let standardisation = document.scaler.standardisation
        count = table.rowCount
        dense = [Float](unsafeUninitializedCapacity: table.rowCount * width) { buffer, filled in
            rows.withUnsafeBufferPointer { rows in
                for row in 0..<table.rowCount where width > 0 {
                    features.fillDense(rows.baseAddress! + row * columns, standardisation, into: buffer.baseAddress! + row * width)
                }
            }
            filled = table.rowCount * width
        }
        levels = (0..<table.rowCount).flatMap { row in
            features.categories.map { Self.level(rows[row * columns + $0]) }
        }
        switch (table.labels, document.outputs) {
        case (.classes(let indices, let names), .classes(let known)):
            let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, Int32($0)) })
            let head = names.map { places[$0] ?? -1 }
            classes = indices.map { head[Int($0)] }
            precondition(classes.allSatisfy { $0 >= 0 }, "a class that the head of \(known.count) does not know")
            targets = []
        case (.numbers(let labels), .value):
            let (mean, scale) = document.labelStandardisation
            targets = labels.map { Float(($0 - mean) / scale) }
            classes = []
        default:
            preconditionFailure("\(table.schema.task) rows for a model that answers \(document.outputs)")
        }
    }

    @inline(__always)
    static func level(_ number: Double) -> Int32 { number.isNaN ? 0 : Int32(number) }
}
