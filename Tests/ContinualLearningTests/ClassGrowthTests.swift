import ContinualLearning
import Domain
import Hashing
import Lineages
import Rows
import Tensors
import Testing

@Suite("A small file with a new class, beside much that is known")
struct ClassGrowthTests {
    /// Points around a center for each class, far enough from each other that one row in some thirty lies nearer to another's; around one that
    /// they share for classes of other names.
    static func rows(_ counts: [(label: String, count: Int)], batch: String) -> RowSet {
        let centers = ["low": (0.0, 0.0), "high": (4.0, 0.0), "rare": (2.0, 3.4)]
        var random = RandomSource(seed: SHA256.hash(batch).words.0)
        var (xs, ys, labels): ([Double], [Double], [Int32]) = ([], [], [])
        let names = Set(counts.map(\.label)).sorted()
        for (label, count) in counts {
            for _ in 0..<count {
                let center = centers[label] ?? (-6, 6)
                xs.append(center.0 + normal(&random))
                ys.append(center.1 + normal(&random))
                labels.append(Int32(names.firstIndex(of: label)!))
            }
        }
        return RowSet(
            table: ExampleTable(
                schema: Schema(columns: ["x", "y"].map { .init(name: $0, kind: .numeric) }, label: "label", task: .classification),
                columns: [.numbers(xs), .numbers(ys)],
                labels: .classes(labels, names: names)
            ),
            batch: SHA256.hash(batch)
        )
    }

    /// Near enough: twelve uniform numbers' sum.
    static func normal(_ random: inout RandomSource) -> Double { (0..<12).reduce(-6) { sum, _ in sum + Double(random.uniform()) } }

    @Test("may bring classes of a single row each, some of which only the gate sees")
    func singleRows() throws {
        var lineage = try Lineage(ModelSpecification())
        defer { lineage.remove() }
        try lineage.learn(Self.rows([("low", 300), ("high", 300)], batch: "first"))
        for batch in ["second", "third"] {
            let singles = (0..<40).map { (label: "\(batch) \($0)", count: 1) }
            let grown = try lineage.learn(Self.rows([("rare", 200)] + singles, batch: batch))
            #expect(grown.evaluation.byClass.contains { $0.key.hasPrefix(batch) }, "none of them is among the gate rows")
            #expect(grown.passed, "\(grown.reasons)")
        }
    }

    @Test("is learned, passes the gate, and costs the known classes next to nothing", arguments: 0..<3)
    func small(seed: Int) throws {
        var lineage = try Lineage(ModelSpecification(memory: .init(capacity: 500), seed: UInt64(seed)))
        defer { lineage.remove() }
        try lineage.learn(Self.rows([("low", 10_000), ("high", 10_000)], batch: "first \(seed)"))
        let grown = try lineage.learn(Self.rows([("rare", 150)], batch: "second \(seed)"))
        #expect(grown.passed, "\(grown.reasons)")
        // One of nine may lie nearer to another's.
        #expect(try #require(grown.evaluation.byClass["rare"]).value > 0.85)
        #expect(try #require(grown.loss).mean < 0.025)
    }
}
