import ContinualLearning
import Domain
import Files
import Lineages
import Models
import RowSamples
import Rows
import Testing

@Suite("Several heads")
struct HeadTests {
    typealias Method = TrainingSpecification.Method

    private func specification(_ method: Method, gate: Bool = false) -> ModelSpecification {
        ModelSpecification(
            labels: ["kind": HeadSpecification(), "size": HeadSpecification()],
            network: .init(hidden: [24]),
            training: .init {
                $0.method = method
                $0.features = 300
            },
            memory: .init(capacity: 300),
            gate: .init(enabled: gate)
        )
    }

    /// Accuracy of `kind` and R² of `size` on rows that nobody learned.
    private func scores(_ predictor: any Predictor) throws -> [String: Double] {
        let rows = SampleHeads.set(rows: 400, batch: 99, lacking: 0)
        var scores: [String: Double] = [:]
        for (index, head) in predictor.heads.enumerated() {
            let outputs = HeadPredictor.of(predictor, head: index).predict(rows.table)
            switch (rows.table.heads[rows.schema.head(named: head.name)!], head.outputs) {
            case (.classes(let indices, let names), .classes(let known)):
                let right = indices.indices.count { row in
                    let own = Array(outputs[row * known.count..<(row + 1) * known.count])
                    return known[own.firstIndex(of: own.max()!)!] == names[Int(indices[row])]
                }
                scores[head.name] = Double(right) / Double(rows.count)
            case (.numbers(let labels), .value):
                let mean = labels.reduce(0, +) / Double(labels.count)
                let spread = labels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
                let error = zip(labels, outputs).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) }
                scores[head.name] = 1 - error / spread
            default: break
            }
        }
        return scores
    }

    // Alone 0.97 and 0.99 are reached of these rows.
    @Test("learn both, though a third of the rows lack one", arguments: Method.allCases)
    func both(method: Method) throws {
        var lineage = try Lineage(specification(method))
        defer { lineage.remove() }
        for batch in 0..<3 { try lineage.learn(SampleHeads.set(rows: 500, batch: batch)) }
        let scores = try scores(#require(try lineage.predictor()))
        #expect(scores["kind", default: 0] > 0.93 && scores["size", default: 0] > 0.95, "\(scores)")
        let evaluation = try #require(lineage.parent?.judgement.evaluation)
        #expect(evaluation.heads.map { Set($0.keys) } == ["kind", "size"])
    }

    @Test("come to the same bytes of the same files, in any order of their rows, on any number of threads", arguments: Method.allCases)
    func deterministic(method: Method) throws {
        func digest(_ change: (RowSet) -> RowSet) throws -> Digest? {
            var lineage = try Lineage(specification(method))
            defer { lineage.remove() }
            for batch in 0..<2 { try lineage.learn(change(SampleHeads.set(rows: 200, batch: batch))) }
            return lineage.parent?.digest
        }
        let first = try digest { $0 }
        #expect(try digest { $0 } == first)
        #expect(try digest { $0.subset(Array($0.identities.indices.reversed())) } == first)

        var lineage = try Lineage(specification(method))
        defer { lineage.remove() }
        try lineage.learn(SampleHeads.set(rows: 200, batch: 0))
        let directory = try lineage.job(SampleHeads.set(rows: 200, batch: 1))
        func candidate(_ threads: Int) throws -> Set<PartReference> {
            Folder.remove(directory.candidate)
            try Trainer(directory, checkpointInterval: .seconds(60), threads: threads).run { _ in }
            return try Set(VersionDirectory(path: directory.candidate).parts())
        }
        #expect(try candidate(2) == candidate(1))
    }

    @Test("may begin later, and leave what was learned before", arguments: [Method.replay, .er, .analytic, .auto])
    func added(method: Method) throws {
        var lineage = try Lineage(specification(method, gate: true))
        defer { lineage.remove() }
        for batch in 0..<5 { try lineage.learn(SampleHeads.set(rows: 300, batch: batch, heads: [0])) }
        let before = try scores(#require(try lineage.predictor()))
        #expect(before.keys.sorted() == ["kind"])
        for batch in 5..<7 { try lineage.learn(SampleHeads.set(rows: 300, batch: batch)) }
        let isHeld = lineage.judgements.contains { !$0.passed }
        #expect(!isHeld)
        let after = try scores(#require(try lineage.predictor()))
        #expect(after["kind", default: 0] > before["kind", default: 0] - 0.02, "\(before), \(after)")
        #expect(after["size", default: 0] > 0.9, "\(after)")
    }

    @Test("hold a candidate for the one that forgot, by its name", arguments: [Method.replay, .finetune, .analytic])
    func ruined(method: Method) throws {
        var lineage = try Lineage(specification(method, gate: true))
        defer { lineage.remove() }
        for batch in 0..<3 { try lineage.learn(SampleHeads.set(rows: 400, batch: batch)) }
        let judgement = try lineage.learn(SampleHeads.set(rows: 1_500, batch: 8, flipped: true))
        #expect(!judgement.passed)
        #expect(!judgement.reasons.isEmpty && judgement.reasons.allSatisfy { $0.hasPrefix("label 'kind': ") }, "\(judgement.reasons)")
        #expect(judgement.heads?["size"]?.passed == true && judgement.heads?["kind"]?.passed == false)
    }

    @Test("weigh as they are told to")
    func weights() throws {
        func scores(_ weight: Double) throws -> [String: Double] {
            var specification = specification(.er)
            specification.labels = ["kind": HeadSpecification(weight: weight), "size": HeadSpecification(weight: 1 / weight)]
            specification.training.minSteps = 25
            specification.training.maxSteps = 25
            var lineage = try Lineage(specification)
            defer { lineage.remove() }
            try lineage.learn(SampleHeads.set(rows: 500, batch: 0))
            return try self.scores(#require(try lineage.predictor()))
        }
        let (kind, size) = (try scores(30), try scores(1.0 / 30))
        #expect(kind["kind"]! > size["kind"]! && size["size"]! > kind["size"]!, "\(kind), \(size)")
    }

    @Test("judge one head alone as a model of that label would be", arguments: [0, 1])
    func view(head: Int) throws {
        var lineage = try Lineage(specification(.analytic))
        defer { lineage.remove() }
        try lineage.learn(SampleHeads.set(rows: 300, batch: 0, lacking: 0))
        let predictor = try #require(try lineage.predictor())
        let rows = SampleHeads.set(rows: 37, batch: 1).table
        let (all, own) = (predictor.predict(rows), HeadPredictor.of(predictor, head: head).predict(rows))
        let (width, range) = (predictor.heads.width, predictor.heads.range(head))
        #expect(own == (0..<37).flatMap { row in range.map { all[row * width + $0] } })
    }
}
