import Domain
import Hashing
import Models
import Rows
import Tensors
import Testing

@Suite("A network of several heads")
struct HeadTests {
    private static let columns: [Schema.Column] = [.init(name: "x", kind: .numeric), .init(name: "c", kind: .categorical)]
    private static let heads = [
        Schema.Head(name: "p", task: .classification), Schema.Head(name: "q", task: .regression),
        Schema.Head(name: "r", task: .classification),
    ]

    private static func table(_ rows: Int) -> ExampleTable {
        ExampleTable(
            schema: Schema(columns: columns, heads: heads),
            columns: [
                .numbers((0..<rows).map { Double($0 % 13) }), .categories((0..<rows).map { Int32($0 % 3) }, levels: ["a", "b", "c"]),
            ],
            heads: [
                .classes((0..<rows).map { $0 % 3 == 0 ? -1 : Int32($0 % 2) }, names: ["one", "two"]),
                .numbers((0..<rows).map { $0 % 4 == 1 ? .nan : Double($0 % 7) }),
                .classes((0..<rows).map { $0 % 5 == 2 ? -1 : Int32($0 % 3) }, names: ["u", "v", "w"]),
            ]
        )
    }

    private static func version(_ schema: Schema, _ table: ExampleTable) throws -> TabularVersion {
        var version = try ModelVersion(schema: schema, rows: table, network: NetworkSpecification(hidden: [6]), seed: 7)
            .adapted(to: table, seed: 8).table
        version.tensors = version.tensors.map { name, tensor in
            let elements = tensor.elements.indices.map { Float(($0 * 37) % 19) / 19 - 0.5 }
            return (name, name.hasPrefix("layers.1") ? Tensor(shape: tensor.shape, elements: elements) : tensor)
        }
        return version
    }

    private static func trainer(_ version: TabularVersion, _ rows: PreparedRows) throws -> ModelTrainer {
        try ModelTrainer(ModelVersion(version), settings: MixedRows.settings, new: rows, newRows: 8)
    }

    /// Of each row the gradients of all parameters; each by itself, so that chance is the same for all.
    private static func gradients(_ version: TabularVersion, _ table: ExampleTable) throws -> [[Float]] {
        let trainer = try trainer(version, version.prepare(table, Augmentation()))
        let count = trainer.weights.count
        return (0..<table.rowCount).map { row in
            var own = [Float](repeating: 0, count: count)
            trainer.visitGradients(of: version.prepare(table.picking([row]), Augmentation()), step: 1) { gradients, offset, length in
                for place in 0..<length { own[offset + place] = gradients[place] }
            }
            return own
        }
    }

    /// The model of one head alone, with that head's weights and those below.
    private static func alone(_ version: TabularVersion, _ head: Int) throws -> TabularVersion {
        var document = version.document
        let range = document.outputHeads.range(head)
        document.schema = document.schema.head(head)
        document.heads = [document.heads[head]]
        return TabularVersion(
            document: document,
            tensors: version.tensors.map { name, tensor in
                guard name.hasPrefix("layers.1") else { return (name, tensor) }
                let width = tensor.shape.count == 2 ? tensor.shape[1] : 1
                let shape = tensor.shape.count == 2 ? [range.count, width] : [range.count]
                return (name, Tensor(shape: shape, elements: Array(tensor.elements[range.lowerBound * width..<range.upperBound * width])))
            }
        )
    }

    // The loss of several heads is the sum of theirs, each on the rows that have its label; what differs is the order in which floats are added.
    @Test("has the gradients of its heads alone, added, and none of a label that a row lacks")
    func sum() throws {
        let table = Self.table(60)
        let version = try Self.version(table.schema, table)
        let together = try Self.gradients(version, table)
        let parameters = try ModelVersion(version).network().parameters
        var expected = [[Float]](repeating: [Float](repeating: 0, count: together[0].count), count: 60)
        for head in Self.heads.indices {
            let one = try Self.alone(version, head)
            let rows = (0..<60).filter { row in
                switch table.heads[head] {
                case .classes(let indices, _): indices[row] >= 0
                case .numbers(let numbers): !numbers[row].isNaN
                }
            }
            let picked = table.picking(rows)
            let labels = ExampleTable(schema: table.schema.head(head), columns: picked.columns, labels: picked.heads[head])
            let own = try ModelVersion(one).network().parameters
            let range = version.document.outputHeads.range(head)
            for (row, gradients) in zip(rows, try Self.gradients(one, labels)) {
                for (whole, part) in zip(parameters, own) {
                    let isLast = whole.path.hasPrefix("layers.1")
                    for place in 0..<part.count {
                        // The last layer lies [in, out].
                        let target =
                            isLast
                            ? place / range.count * version.document.outputHeads.width + range.lowerBound + place % range.count : place
                        expected[row][whole.offset + target] += gradients[part.offset + place]
                    }
                }
            }
        }
        for (row, (found, wanted)) in zip(together, expected).enumerated() {
            for (place, (left, right)) in zip(found, wanted).enumerated() {
                #expect(abs(left - right) < 1e-5 * max(1, abs(right)), "row \(row), parameter \(place)")
            }
        }
    }

    @Test("answers each head as the model of that head alone")
    func answers() throws {
        let table = Self.table(30)
        let version = try Self.version(table.schema, table)
        let all = try TabularPredictor(version)
        let outputs = all.predict(table)
        for head in Self.heads.indices {
            let own = try TabularPredictor(Self.alone(version, head)).predict(table)
            let range = all.heads.range(head)
            for row in 0..<30 {
                for place in range.indices {
                    #expect(abs(outputs[row * all.heads.width + place] - own[row * range.count + place - range.lowerBound]) < 1e-6)
                }
            }
        }
    }

    @Test("grows in the middle, and begins a head behind the others, without another answer of what was there")
    func growing() throws {
        let table = Self.table(40)
        var first = table
        first.schema.heads = Array(Self.heads.prefix(2))
        first.heads = Array(table.heads.prefix(2))
        var version = try Self.version(first.schema, first)
        version.document.jobs = 1
        var more = table
        more.heads[0] = .classes((0..<40).map { Int32($0 % 3) }, names: ["one", "two", "three"])
        let after = try ModelVersion(version).adapted(to: more, seed: 3).table
        #expect(after.document.outputHeads.map(\.name) == ["p", "q", "r"])
        #expect(
            after.document.heads[0].outputs == .classes(["one", "two", "three"])
                && after.document.heads[2].outputs == .classes(["u", "v", "w"])
        )
        let (old, new) = (try TabularPredictor(version).predict(table), try TabularPredictor(after).predict(table))
        for row in 0..<40 {
            #expect(abs(new[row * 7 + 3] - old[row * 3 + 2]) < 1e-4)
            // The new class takes its share of both alike.
            #expect(abs(new[row * 7] * old[row * 3 + 1] - new[row * 7 + 1] * old[row * 3]) < 1e-5)
            #expect(abs(new[row * 7 + 4] - 1.0 / 3) < 1e-6)
        }
        #expect(try CanonicalJSON.decode(TabularDocument.self, from: CanonicalJSON.encode(after.document)) == after.document)
    }
}
