import Domain
import Hashing
import Rows

/// Made-up rows of every kind of column.
package enum SampleRows {
    package static let classes = Schema(
        columns: [
            .init(name: "size", kind: .numeric), .init(name: "color", kind: .categorical), .init(name: "open", kind: .boolean),
        ],
        label: "kind",
        task: .classification
    )
    package static let numbers = Schema(columns: classes.columns, label: "price", task: .regression)

    package static func schema(_ task: ModelSpecification.Task) -> Schema { task == .classification ? classes : numbers }

    package static func batch(_ number: Int) -> Digest { SHA256.hash("batch \(number)") }

    /// Rows that are often the same in features, seldom in label: sizes 0 to `sizes`, gaps among them.
    package static func table(_ task: ModelSpecification.Task, rows: Int, sizes: Int = 20, classes: Int = 4, _ random: inout RandomSource)
        -> ExampleTable
    {
        // Levels and names in an order of this table's own, some of them unused.
        let levels = ["red", "green", "blue", "mauve"].shuffled(using: &random)
        let names = (0..<classes + 2).map { "class \($0)" }.shuffled(using: &random)
        var sizeValues: [Double] = []
        var colors: [Int32] = []
        var opens: [UInt8] = []
        var labels: [Int32] = []
        for _ in 0..<rows {
            let size = Int.random(in: 0...sizes, using: &random)
            sizeValues.append(size == sizes ? .nan : Double(size) / 4)
            colors.append(Int32.random(in: -1..<3, using: &random))
            opens.append(UInt8.random(in: 0...2, using: &random))
            labels.append(Int32(names.firstIndex(of: "class \(Int.random(in: 0..<classes, using: &random))")!))
        }
        return ExampleTable(
            schema: schema(task),
            columns: [.numbers(sizeValues), .categories(colors, levels: levels), .booleans(opens)],
            labels: task == .classification ? .classes(labels, names: names) : .numbers(labels.map { Double($0) / 2 })
        )
    }

    package static func set(_ task: ModelSpecification.Task, rows: Int, batch: Int, classes: Int = 4, _ random: inout RandomSource)
        -> RowSet
    {
        RowSet(table: table(task, rows: rows, classes: classes, &random), batch: Self.batch(batch))
    }
}

extension RowSet {
    /// What each row says, by identity: label and batches. Enough to compare sets whatever their order.
    package var meaning: [Digest: Meaning] {
        Dictionary(
            uniqueKeysWithValues: identities.indices.map { row in
                (identities[row], Meaning(label: table.labelTexts[row], batches: Set(sources[row].map { batches[Int($0)] })))
            }
        )
    }

    package struct Meaning: Hashable {
        package var label: String
        package var batches: Set<Digest>

        package init(label: String, batches: Set<Digest>) {
            self.label = label
            self.batches = batches
        }
    }

    package func shuffled(_ random: inout RandomSource) -> RowSet { subset(Array(identities.indices).shuffled(using: &random)) }
}
