import ContinualLearning
import Domain
import Files
import Lineages
import Models
import RowSamples
import Rows
import Testing

@Suite("A closed form")
struct ClosedFormTests {
    private func specification(_ change: (inout TrainingSpecification) -> Void = { _ in }) -> ModelSpecification {
        ModelSpecification(
            training: .init {
                $0.method = .analytic
                $0.features = 300
                change(&$0)
            },
            gate: .init(enabled: false)
        )
    }

    private func rows(_ task: ModelSpecification.Task = .classification, count: Int = 200, batch: Int, classes: Int = 4) -> RowSet {
        var random = RandomSource(seed: UInt64(batch))
        var table = SampleRows.table(task, rows: count, classes: classes, &random)
        // Each occurrence counts: the same features may have another label in another file.
        table.schema.repeated = .count
        return RowSet(table: table, batch: SampleRows.batch(batch))
    }

    /// The parts of what becomes of files, learned one after another under the form of the first given.
    private func parts(_ files: [RowSet], _ specification: ModelSpecification, map: FeatureMap?) throws -> [String: VersionPart] {
        var lineage = try Lineage(specification, map: map)
        defer { lineage.remove() }
        for file in files { try lineage.learn(file) }
        return Dictionary(uniqueKeysWithValues: try #require(lineage.parent).parts.map { ($0.name, $0) })
    }

    private func map(_ specification: ModelSpecification, _ file: RowSet) throws -> FeatureMap {
        let document = try #require(try parts([file], specification, map: nil)["model"]?.bytes)
        guard let version = try ModelVersion(document: document, tensors: []).model as? ClosedFormVersion else {
            throw Refusal(.failed, what: "no closed form")
        }
        return version.document.map
    }

    @Test(
        "comes to the same sums and the same answers in any order and in any pieces, to the last bit",
        arguments: [ModelSpecification.Task.classification, .regression]
    )
    func order(task: ModelSpecification.Task) throws {
        let files = (1...3).map { rows(task, batch: $0) }
        let specification = specification()
        let map = try map(specification, files[0])
        let first = try parts(files, specification, map: map)
        for order in [[2, 0, 1], [1, 2, 0]] {
            let other = try parts(order.map { files[$0] }, specification, map: map)
            for name in ["sums/products", "sums/targets", "weights/readout.weight", "weights/readout.bias"] {
                #expect(other[name] == first[name], "\(name) in the order \(order)")
            }
        }
        let whole = try parts([files[0].merged(with: files[1]).merged(with: files[2])], specification, map: map)
        #expect(whole["sums/products"] == first["sums/products"])
        #expect(whole["sums/targets"] == first["sums/targets"])
        #expect(whole["weights/readout.weight"] == first["weights/readout.weight"])
    }

    @Test("has sums from which a file goes out by subtraction, to the last bit")
    func subtracted() throws {
        let files = (1...3).map { rows(batch: $0) }
        let map = try map(specification(), files[0])
        func sums(_ files: [RowSet]) throws -> [Double] {
            let bytes = try #require(try parts(files, specification(), map: map)["sums/products"]).bytes
            return bytes.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
        }
        let (all, two, third) = (try sums(files), try sums([files[0], files[1]]), try sums([files[2]]))
        #expect(zip(all, third).map { $0 - $1 } == two)
    }

    @Test("remembers no row, and its version says so")
    func memory() throws {
        let found = try parts([rows(batch: 1)], specification(), map: nil)
        #expect(try RowSet(decoding: try #require(found["memory"]).bytes).isEmpty)
        #expect(found["sums/products"]?.kind == .tensor(elementType: "F64", shape: [300 * 301 / 2]))
    }

    @Test("refuses rows too wide for its frequencies, and auto leaves it out for them")
    func tooWide() throws {
        let columns = 1_100
        let table = ExampleTable(
            schema: Schema(columns: (0..<columns).map { .init(name: "x\($0)", kind: .numeric) }, label: "y", task: .classification),
            columns: (0..<columns).map { column in .numbers((0..<60).map { Double(($0 * 7 + column) % 13) }) },
            labels: .classes((0..<60).map { Int32($0 % 2) }, names: ["a", "b"])
        )
        let rows = RowSet(table: table, batch: SampleRows.batch(1))
        func learn(_ method: TrainingSpecification.Method) throws -> [VersionPart] {
            var lineage = try Lineage(
                specification {
                    $0.method = method
                    $0.features = 16_384
                }
            )
            defer { lineage.remove() }
            try lineage.learn(rows)
            return try #require(lineage.parent).parts
        }
        let refusal = try #require(throws: Refusal.self) { try learn(.analytic) }
        #expect(refusal.what.contains("too wide for a closed form of 16384 features") && refusal.fix?.contains("training.features") == true)
        #expect(try !learn(.auto).contains { $0.name.hasPrefix("sums/") })
    }

    @Test("fades what it learned earlier where it is told to")
    func fading() throws {
        let files = [rows(batch: 1), rows(batch: 2)]
        let faded = specification { $0.forgetting = 0.5 }
        let map = try map(specification(), files[0])
        let kept = try parts(files, specification(), map: map)
        let less = try parts(files, faded, map: map)
        #expect(kept["sums/products"] != less["sums/products"])
        #expect(try parts([files[0]], faded, map: map)["sums/products"] == parts([files[0]], specification(), map: map)["sums/products"])
    }

    @Test("learns classes that come one after another as well as all at once")
    func incremental() throws {
        let labels = ["low", "high", "rare"]
        let all = ClassGrowthTests.rows(labels.map { ($0, 250) }, batch: "all")
        guard case .classes(let indices, let names) = all.table.labels else { return }
        let pieces = labels.map { label in all.subset(all.identities.indices.filter { names[Int(indices[$0])] == label }) }
        let test = ClassGrowthTests.rows(labels.map { ($0, 100) }, batch: "test")
        func accuracy(_ files: [RowSet]) throws -> Double {
            var lineage = try Lineage(specification())
            defer { lineage.remove() }
            for file in files { try lineage.learn(file) }
            let predictor = try #require(try lineage.predictor())
            guard case .classes(let names) = predictor.outputs, case .classes(let labels, let known) = test.table.labels else { return 0 }
            let answers = predictor.predict(test.table)
            let right = labels.indices.count { row in
                let own = answers[row * names.count..<(row + 1) * names.count]
                return names[own.indices.max { own[$0] < own[$1] }! - own.startIndex] == known[Int(labels[row])]
            }
            return Double(right) / Double(labels.count)
        }
        let (whole, inPieces) = (try accuracy([all]), try accuracy(pieces))
        #expect(whole > 0.9)
        #expect(inPieces > whole - 0.05, "\(inPieces) in pieces, \(whole) at once")
    }

    @Test("gives a row the same bytes alone and in any company")
    func alone() throws {
        let file = rows(batch: 1)
        var lineage = try Lineage(specification())
        defer { lineage.remove() }
        try lineage.learn(file)
        let predictor = try #require(try lineage.predictor())
        let together = predictor.predict(file.table)
        let width = predictor.outputs.width
        for row in stride(from: 0, to: file.count, by: 37) {
            #expect(predictor.predict(file.table.picking([row])) == Array(together[row * width..<(row + 1) * width]))
        }
    }
}
