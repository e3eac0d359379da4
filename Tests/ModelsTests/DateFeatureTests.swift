import Domain
import Models
import Rows
import Tensors
import Testing

@Suite("Dates as a model reads them")
struct DateFeatureTests {
    private static func table(_ rows: Int, from start: Double) -> ExampleTable {
        ExampleTable(
            schema: Schema(
                columns: [.init(name: "x", kind: .numeric), .init(name: "at", kind: .date), .init(name: "c", kind: .categorical)],
                label: "label",
                task: .classification
            ),
            columns: [
                .numbers((0..<rows).map { Double($0 % 5) }),
                .numbers((0..<rows).map { $0 % 7 == 3 ? .nan : start + Double($0) * 40_000 }),
                .categories((0..<rows).map { Int32($0 % 2) }, levels: ["a", "b"]),
            ],
            labels: .classes((0..<rows).map { Int32($0 % 3 == 0 ? 1 : 0) }, names: ["p", "q"])
        )
    }

    private static func version(_ table: ExampleTable) throws -> TabularVersion {
        try ModelVersion(schema: table.schema, rows: table, network: NetworkSpecification(hidden: [8]), seed: 7)
            .adapted(to: table, seed: 8).table
    }

    @Test("have seven numbers and one mark, and old documents have none of either")
    func features() throws {
        let document = try Self.version(Self.table(60, from: 1_700_000_000)).document
        #expect(document.features.numbers == [0, 1, 1, 1, 1, 1, 1, 1] && document.features.marks == [1])
        #expect(document.features.inputWidth == 8 + 1 + 1)
        let plain = MixedRows.table(60, seed: 1, task: .classification)
        #expect(MixedRows.version(plain).document.features.parts == nil)
    }

    @Test("leave the function as it was when the scaler moves with later ones, for missing ones too")
    func keepsFunction() throws {
        let table = Self.table(90, from: 1_700_000_000)
        var before = try Self.version(table)
        // As if a job had trained it.
        before.document.jobs = 1
        before.tensors = before.tensors.map { name, tensor in
            let elements = tensor.elements.indices.map { Float(($0 * 37) % 19) / 19 - 0.5 }
            return (name, name.hasPrefix("layers.") ? Tensor(shape: tensor.shape, elements: elements) : tensor)
        }
        let after = try ModelVersion(before).adapted(to: Self.table(90, from: 1_709_000_000), seed: 9).table
        #expect(after.document.scaler != before.document.scaler)
        let rows = Self.table(40, from: 1_702_000_000)
        for (old, new) in zip(try TabularPredictor(before).predict(rows), try TabularPredictor(after).predict(rows)) {
            #expect(abs(new - old) < 1e-5)
        }
    }
}
