import ContinualLearning
import Domain
import Files
import Hashing
import Lineages
import Rows
import Testing

@Suite("Rows with the same features, where features are fine")
struct TwinsTests {
    @Test("are all trained on or all held out, whether they count once or each", arguments: [RepeatedRows.once, .count])
    func roles(repeated: RepeatedRows) throws {
        // 900 rows, and 200 of them again, some with another label.
        let places = Array(0..<900) + (0..<200).map { $0 * 4 }
        let schema = Schema(
            columns: [.init(name: "a", kind: .numeric)],
            label: "label",
            task: .classification,
            repeated: repeated,
            isCoarse: false
        )
        let table = ExampleTable(
            schema: schema,
            columns: [.numbers(places.map { Double($0) * 1.37 })],
            labels: .classes(places.indices.map { Int32(($0 / 7) % 2) }, names: ["p", "q"])
        )
        let lineage = try Lineage(ModelSpecification())
        defer { lineage.remove() }
        let directory = try lineage.job(RowSet.gather(table, batch: SHA256.hash("twins")).rows)
        func features(_ path: String) throws -> [Digest] { try RowSet(decoding: SealedFile.read(path)).identities }
        let trained = try features(directory.newRows)
        let held = try features(directory.validationRows) + features(directory.gate.gateRows)
        #expect(trained.count + held.count == (repeated == .once ? 900 : 1_100))
        #expect(held.count > 100)
        #expect(Set(trained).isDisjoint(with: held))
        #expect(Set(try features(directory.validationRows)).isDisjoint(with: try features(directory.gate.gateRows)))
    }
}
