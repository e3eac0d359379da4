import ContinualLearning
import Domain
import Examples
import Models
import Testing

@Suite("The gate, when a candidate knows more classes")
struct GateTests {
    /// Rows of a label, and what the serving version and the candidate answer them with.
    struct Rows {
        var count: Int
        var label: String
        var before: String
        var after: String
    }

    static let classes = ["coat", "dress", "pullover"]
    /// The candidate's classes, and one that only gate rows have.
    static let labels = classes + ["scarf"]

    /// Answers what is written in the row's second or third column.
    struct Scripted: Predictor {
        let layout = InputLayout(columns: ["row", "before", "after"].map { .init(name: $0, kind: .numeric) })
        let outputs: OutputLayout
        let column: Int

        func scratchBytes(rows: Int) -> Int { 0 }

        func predict(
            _ inputs: UnsafePointer<Double>, rows: Int, into outputs: UnsafeMutablePointer<Float>, scratch: UnsafeMutableRawBufferPointer
        ) {
            let width = self.outputs.width
            for row in 0..<rows {
                for place in 0..<width { outputs[row * width + place] = Int(inputs[row * 3 + column]) == place ? 1 : 0 }
            }
        }
    }

    static func rowSet(_ rows: [Rows], file: String) -> RowSet {
        let all = rows.flatMap { [Rows](repeating: $0, count: $0.count) }
        func places(_ word: (Rows) -> String) -> [Int] { all.map { labels.firstIndex(of: word($0))! } }
        let first = Double(SHA256.hash(file).words.0 % 1_000_000) * 1e4
        let table = ExampleTable(
            schema: Schema(
                columns: ["row", "before", "after"].map { .init(name: $0, kind: .numeric) }, label: "label", task: .classification),
            columns: [
                .numbers(all.indices.map { first + Double($0) }), .numbers(places(\.before).map(Double.init)),
                .numbers(places(\.after).map(Double.init)),
            ],
            labels: .classes(places(\.label).map(Int32.init), names: labels))
        return RowSet(table: table, batch: SHA256.hash(file))
    }

    /// Dresses and pullovers are known, coats come; the serving version is right on all that it knows unless told otherwise.
    static func judge(known: [Rows], new: [Rows], lineage: LineageScores = LineageScores()) -> Judgement {
        let knownRows = rowSet(known, file: "first")
        let serving = Scripted(outputs: .classes(classes.map { $0 == "coat" ? "-" : $0 }), column: 1)
        return Gate(GateSpecification()).judge(
            Scripted(outputs: .classes(classes), column: 2), against: (serving, knownRows),
            rows: knownRows.merged(with: rowSet(new, file: "second")), lineage: lineage)
    }

    static func known(_ count: Int, _ label: String, answered after: String) -> Rows {
        Rows(count: count, label: label, before: label, after: after)
    }

    static func new(_ count: Int, answered after: String) -> Rows { Rows(count: count, label: "coat", before: "dress", after: after) }

    @Test("lets it lose what overlapping classes take from each other, and tells how much that was")
    func overlap() throws {
        // 24 of 200 pullovers are taken for coats, and 12 of 100 coats for pullovers: 24 of 400 known rows are six points.
        let judgement = Self.judge(
            known: [
                Self.known(200, "dress", answered: "dress"), Self.known(176, "pullover", answered: "pullover"),
                Self.known(24, "pullover", answered: "coat"),
            ],
            new: [Self.new(88, answered: "coat"), Self.new(12, answered: "pullover")])
        #expect(judgement.passed, "\(judgement.reasons)")
        #expect(abs(try #require(judgement.overlap) - 0.06) < 1e-12)
        #expect(abs(try #require(judgement.loss).mean) < 1e-12)
        #expect(judgement.candidate == 0.94)
        #expect(judgement.margin == 0.04)
    }

    @Test("holds it where known rows are answered with the new class, and no new one with the known")
    func forgetting() throws {
        let judgement = Self.judge(
            known: [
                Self.known(200, "dress", answered: "dress"), Self.known(160, "pullover", answered: "pullover"),
                Self.known(40, "pullover", answered: "coat"),
            ],
            new: [Self.new(100, answered: "coat")])
        #expect(!judgement.passed)
        #expect(judgement.overlap == 0)
        #expect(
            judgement.reasons == [
                "it loses at least 7.5 points on 400 rows of what the serving version had learned (100.0 % before, 90.0 % now); the margin is 4.0"
            ])
    }

    @Test("explains no more than the other way round shows, and says what it left out")
    func partly() throws {
        // A fifth of the pullovers are taken for coats, a tenth of the coats for pullovers: half of it is explained.
        let judgement = Self.judge(
            known: [Self.known(320, "pullover", answered: "pullover"), Self.known(80, "pullover", answered: "coat")],
            new: [Self.new(90, answered: "coat"), Self.new(10, answered: "pullover")])
        #expect(abs(try #require(judgement.overlap) - 0.1) < 1e-12)
        #expect(abs(try #require(judgement.loss).mean - 0.1) < 1e-12)
        #expect(
            judgement.reasons == [
                "it loses at least 8.4 points on 400 rows of what the serving version had learned (100.0 % before, 80.0 % now; "
                    + "10.0 points more, which new classes that look alike took, left out); the margin is 4.0"
            ])
    }

    @Test("holds it where overlap takes too much, as a second name for a known class does")
    func synonym() throws {
        let judgement = Self.judge(
            known: [Self.known(100, "pullover", answered: "pullover"), Self.known(100, "pullover", answered: "coat")],
            new: [Self.new(50, answered: "coat"), Self.new(50, answered: "pullover")])
        #expect(
            judgement.reasons == [
                "it loses at least 44.2 points on 200 rows of what the serving version had learned (100.0 % before, 50.0 % now), "
                    + "most of it to new classes that look alike; the bound is 12.0"
            ])
    }

    @Test("counts rows of a class that no version knows as wrong, and goes by the others")
    func onlyAmongGateRows() throws {
        let scarf = Rows(count: 10, label: "scarf", before: "dress", after: "coat")
        let judgement = Self.judge(
            known: [Self.known(150, "dress", answered: "dress"), Self.known(3, "dress", answered: "coat"), scarf],
            new: [Self.new(98, answered: "coat"), Self.new(2, answered: "dress"), scarf])
        #expect(judgement.passed, "\(judgement.reasons)")
        #expect(abs(try #require(judgement.overlap) - 3.0 / 163) < 1e-12)
        #expect(judgement.evaluation.byClass["scarf"]?.value == 0)
    }

    @Test("confusing known classes with each other is never explained by new ones")
    func knownAmongThemselves() {
        let judgement = Self.judge(
            known: [Self.known(180, "dress", answered: "dress"), Self.known(20, "dress", answered: "pullover")],
            new: [Self.new(50, answered: "coat"), Self.new(50, answered: "dress")])
        #expect(judgement.overlap == 0)
        #expect(!judgement.passed)
    }

    @Test("what overlap took once is not held against the descendants, what was forgotten is")
    func lineage() throws {
        let first = SHA256.hash("first").description
        func judgement(taken: Int, lineage: LineageScores) -> Judgement {
            Self.judge(
                known: [Self.known(200 - taken, "pullover", answered: "pullover"), Self.known(taken, "pullover", answered: "coat")],
                new: [Self.new(100 - taken / 2, answered: "coat"), Self.new(taken / 2, answered: "pullover")], lineage: lineage)
        }
        let once = judgement(taken: 20, lineage: LineageScores(best: [first: 1]))
        #expect(abs(try #require(once.lossAgainstBest)) < 1e-12)
        #expect(once.evaluation.best[first] == 1)
        #expect(abs(try #require(once.evaluation.lineage.overlap[first]) - 0.1) < 1e-12)
        // A second growth from there: what was taken is added up.
        let twice = judgement(taken: 20, lineage: once.evaluation.lineage)
        #expect(abs(try #require(twice.evaluation.lineage.overlap[first]) - 0.2) < 1e-12)
        // An ancestor that was better by what no overlap explains.
        let forgotten = Self.judge(
            known: [
                Rows(count: 30, label: "pullover", before: "dress", after: "dress"), Self.known(170, "pullover", answered: "pullover"),
            ],
            new: [Self.new(100, answered: "coat")], lineage: LineageScores(best: [first: 1]))
        #expect(forgotten.reasons == ["it is 15.0 points below the best that this model ever was on the same files; the bound is 12.0"])
    }
}
