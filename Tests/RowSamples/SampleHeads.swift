import Domain
import Rows

/// Made-up rows of two labels, each told by the features in its own way, of which a row may lack one.
package enum SampleHeads {
    package static let schema = Schema(
        columns: [.init(name: "x", kind: .numeric), .init(name: "y", kind: .numeric), .init(name: "c", kind: .categorical)],
        heads: [.init(name: "kind", task: .classification), .init(name: "size", task: .regression)]
    )

    /// - Parameters:
    ///   - lacking: Of a row, the probability that it lacks the one or the other.
    ///   - flipped: Whether `kind` says the opposite of what is true.
    ///   - heads: The labels that rows have at all.
    package static func table(
        rows: Int,
        lacking: Double = 1.0 / 3,
        flipped: Bool = false,
        heads: [Int] = [0, 1],
        _ random: inout RandomSource
    ) -> ExampleTable {
        let names = ["high", "low", "middle"]
        var (xs, ys, cs, kinds, sizes): ([Double], [Double], [Int32], [Int32], [Double]) = ([], [], [], [], [])
        for _ in 0..<rows {
            let (x, y) = (Double.random(in: -1...1, using: &random), Double.random(in: -1...1, using: &random))
            let c = Int32.random(in: 0..<2, using: &random)
            xs.append(x)
            ys.append(y)
            cs.append(c)
            let kind: Int32 = x + y > 0.5 ? 0 : x + y < -0.5 ? 1 : 2
            kinds.append(flipped ? [1, 2, 0][Int(kind)] : kind)
            sizes.append(3 * x - 2 * y + Double(c))
            let chance = Double.random(in: 0..<1, using: &random)
            if chance < lacking / 2 { kinds[kinds.count - 1] = -1 } else if chance < lacking { sizes[sizes.count - 1] = .nan }
        }
        let all: [ExampleTable.Labels] = [.classes(kinds, names: names), .numbers(sizes)]
        var schema = schema
        schema.heads = heads.map { schema.heads[$0] }
        return ExampleTable(
            schema: schema,
            columns: [.numbers(xs), .numbers(ys), .categories(cs, levels: ["a", "b"])],
            heads: heads.map { all[$0] }
        )
    }

    package static func set(
        rows: Int,
        batch: Int,
        lacking: Double = 1.0 / 3,
        flipped: Bool = false,
        heads: [Int] = [0, 1]
    ) -> RowSet {
        var random = RandomSource(seed: UInt64(batch))
        let table = table(rows: rows, lacking: heads.count == 1 ? 0 : lacking, flipped: flipped, heads: heads, &random)
        return RowSet(table: table, batch: SampleRows.batch(batch))
    }
}
