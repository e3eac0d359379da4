import Domain
import Glibc
import Models
import Rows
import Testing

@Suite("Classes' shares in a job's steps")
struct ClassSharesTests {
    static let shape = ImageShape(height: 4, width: 4, channels: 1)

    /// So many images of each class, by its place in `Bars.names`.
    static func table(_ counts: [Int]) -> ExampleTable {
        let labels = counts.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1) }
        var table = Bars.table(labels.count, seed: 5, shape: shape)
        table.labels = .classes(labels, names: Bars.names)
        return table
    }

    /// A model that learned 60 and 20 of two classes, and now 20 of a third; it remembers 10 of each of the two.
    static func version() throws -> ModelVersion {
        let network = NetworkSpecification(layers: ["linear 4"])
        return try ModelVersion(schema: table([60, 20, 0]).schema, rows: table([60, 20, 0]), network: network, seed: 1)
            .adapted(to: table([60, 20, 0]), seed: 2).adapted(to: table([0, 0, 20]), seed: 3)
    }

    static func shares(_ version: ModelVersion, replayRows: Int = 8) -> ClassShares {
        let (new, memory) = (version.prepare(table([0, 0, 20]), Augmentation()), version.prepare(table([10, 10, 0]), Augmentation()))
        return ClassShares(version, new: new, 8, replay: replayRows > 0 ? memory : nil, replayRows)
    }

    @Test("every training row of every job is counted")
    func counted() throws {
        #expect(try Self.version().classRows() == [60, 20, 20])
        let table = MixedRows.table(50, seed: 1, task: .classification)
        let tabular = try ModelVersion(MixedRows.version(table)).adapted(to: table, seed: 4)
        #expect(tabular.classRows(head: 0)?.reduce(0, +) == 100)
        #expect(ModelVersion(MixedRows.version(MixedRows.table(50, seed: 1, task: .regression))).classRows() == [])
    }

    // In a step half is of the third class, a quarter of each of the others; of all rows 0.6, 0.2 and 0.2.
    @Test("the loss makes up for what a step's mixture changes")
    func logOdds() throws {
        let logOdds = try #require(Self.shares(try Self.version()).logOdds)
        let expected = [0.25 / 0.6, 0.25 / 0.2, 0.5 / 0.2].map { Float(log($0)) }
        #expect(zip(logOdds, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(logOdds)")
    }

    @Test("it makes up for no more than e times")
    func bounded() throws {
        let version = try Self.version().adapted(to: Self.table([2000, 0, 0]), seed: 4)
        let logOdds = try #require(Self.shares(version).logOdds)
        #expect(logOdds == [-1, 1, 1])
    }

    @Test("without remembered rows, or where nobody counted, nothing is made up for")
    func none() throws {
        #expect(Self.shares(try Self.version(), replayRows: 0).logOdds == nil)
        guard var version = try Self.version().model as? ImageVersion else { return }
        version.document.heads[0].classRows = nil
        let uncounted = try ModelVersion(version).adapted(to: Self.table([5, 0, 0]), seed: 1)
        #expect(uncounted.classRows() == nil)
        #expect(Self.shares(uncounted).logOdds == nil)
    }

    @Test("balanced, every class weighs the same in a step, as often as it comes there")
    func balancing() throws {
        let weights = Self.shares(try Self.version()).balancingWeights
        #expect(zip(weights, [Float(4.0 / 3), 4.0 / 3, 2.0 / 3]).allSatisfy { abs($0 - $1) < 1e-6 }, "\(weights)")
    }
}
