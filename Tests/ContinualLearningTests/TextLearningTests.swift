import ContinualLearning
import Domain
import Files
import Lineages
import Models
import RowSamples
import Rows
import Testing

@Suite("What is learned of texts")
struct TextLearningTests {
    private static let openings = [
        "please help, the", "since this morning our", "can somebody look at it, the", "again and again the", "why does my",
    ]
    private static let topics = [
        ["printer", "paper jam in tray two", "toner is empty"], ["network", "wifi connection drops", "no internet in the office"],
        ["invoice", "was charged twice this month", "refund has not arrived"],
    ]

    /// Tickets whose answer follows from the words and, of one topic, from an amount.
    private static func tickets(_ count: Int, batch: Int, topics wanted: Range<Int> = 0..<3) -> RowSet {
        var random = RandomSource(seed: UInt64(batch))
        var (texts, amounts, labels): ([String], [Double], [Int32]) = ([], [], [])
        for number in 0..<count {
            let topic = Int.random(in: wanted, using: &random)
            let words = topics[topic]
            texts.append(
                "\(openings.randomElement(using: &random)!) \(words[0]) \(words[Int.random(in: 1...2, using: &random)]) (\(number))"
            )
            amounts.append(Double.random(in: 0...100, using: &random))
            labels.append(topic == 2 && amounts[number] > 50 ? 3 : Int32(topic))
        }
        let schema = Schema(
            columns: [.init(name: "body", kind: .text), .init(name: "amount", kind: .numeric)],
            label: "team",
            task: .classification,
            repeated: .count
        )
        return RowSet(
            table: ExampleTable(
                schema: schema,
                columns: [.categories(Array(0..<Int32(count)), levels: texts), .numbers(amounts)],
                labels: .classes(labels, names: ["devices", "network", "billing", "escalation"])
            ),
            batch: SampleRows.batch(batch)
        )
    }

    private static func accuracy(_ predictor: any Predictor, _ rows: RowSet) -> Double {
        guard case .classes(let indices, let names) = rows.table.labels, case .classes(let classes) = predictor.outputs else { return 0 }
        let answers = predictor.predict(rows.table)
        let right = indices.indices.count { row in
            let own = answers[row * classes.count..<(row + 1) * classes.count]
            return classes[own.indices.max { own[$0] < own[$1] }! - own.startIndex] == names[Int(indices[row])]
        }
        return Double(right) / Double(rows.count)
    }

    private static func learned(_ files: [RowSet]) throws -> any Predictor {
        var lineage = try Lineage(ModelSpecification(training: .init { $0.features = 500 }))
        defer { lineage.remove() }
        for file in files { try lineage.learn(file) }
        let predictor = try lineage.predictor()
        return try #require(predictor)
    }

    // Of the words alone three in four are right, of the amount alone one in three.
    @Test("is what words say, together with the numbers beside them")
    func together() throws {
        let predictor = try Self.learned([Self.tickets(600, batch: 1)])
        let accuracy = Self.accuracy(predictor, Self.tickets(300, batch: 9))
        #expect(accuracy > 0.93, "\(accuracy)")
    }

    /// Accuracy on tickets that were not learned, of a model that does not see some columns of `Examples/tickets`.
    private static func urgency(without ignored: [String]) throws -> Double {
        let specification = ModelSpecification(
            label: "urgency",
            columns: Dictionary(uniqueKeysWithValues: (ignored + ["intent"]).map { ($0, ColumnRule.ignore) }),
            training: .init {
                $0.method = .analytic
                $0.features = 1000
            }
        )
        var lineage = try Lineage(specification)
        defer { lineage.remove() }
        let first = try ExampleFiles.rows("tickets/tickets-1.csv", specification)
        try lineage.learn(first)
        for number in 2...3 {
            try lineage.learn(ExampleFiles.rows("tickets/tickets-\(number).csv", specification, schema: first.schema))
        }
        let predictor = try lineage.predictor()
        return accuracy(try #require(predictor), try ExampleFiles.rows("tickets/tickets-new.csv", specification, schema: first.schema))
    }

    @Test("neither words nor numbers tell alone, both together do")
    func needsBoth() throws {
        let words = try Self.urgency(without: ["amount", "plan"])
        let table = try Self.urgency(without: ["body"])
        let both = try Self.urgency(without: [])
        #expect(words <= 0.8 && table <= 0.8, "words \(words), table \(table)")
        #expect(both >= max(words, table) + 0.05 && both > 0.78, "both \(both), words \(words), table \(table)")
    }

    @Test("is the same in any order of files, and an answer the same bytes alone and in a batch")
    func order() throws {
        let files = (0..<3).map { Self.tickets(150, batch: $0 + 1, topics: $0..<$0 + 1) }
        let rows = Self.tickets(80, batch: 9)
        let one = try Self.learned(files)
        let other = try Self.learned([files[0], files[2], files[1]])
        let answers = one.predict(rows.table)
        #expect(answers.count == other.predict(rows.table).count)
        #expect(Self.accuracy(one, rows) == Self.accuracy(other, rows))
        #expect(Self.accuracy(one, rows) > 0.85)
        let width = one.outputs.width
        for row in 0..<rows.count {
            #expect(one.predict(rows.table.picking([row])) == Array(answers[row * width..<(row + 1) * width]), "row \(row)")
        }
    }

    @Test("tells texts of another kind by their distance, and takes improbable answers for none where the settings say so")
    func unknown() throws {
        var lineage = try Lineage(
            ModelSpecification(training: .init { $0.features = 500 }, answers: .init(leastProbability: .auto))
        )
        defer { lineage.remove() }
        try lineage.learn(Self.tickets(600, batch: 1, topics: 0..<2))
        let predictor = try #require(try lineage.predictor())
        let known = Self.tickets(100, batch: 9, topics: 0..<2)
        let texts = (0..<100).map { "zwei Pfund Mehl, \($0) Eier und etwas Salz gut verkneten" }
        let other = ExampleTable(
            schema: known.table.schema,
            columns: [.categories(Array(0..<100), levels: texts), .numbers((0..<100).map(Double.init))],
            labels: .classes([Int32](repeating: 0, count: 100), names: ["devices"])
        )
        #expect(predictor.tellsDistance)
        let (near, far) = (Self.distances(predictor, known.table), Self.distances(predictor, other))
        #expect(near.reduce(0, +) / 100 > 0.6 && near.reduce(0, +) / 100 < 1.5, "\(near)")
        #expect(far.min()! > near.sorted()[95], "\(far.min()!) after \(near.sorted()[95])")
        let least = try #require(predictor.heads[0].leastProbability)
        #expect(least > 0.5 && least <= 1, "\(least)")
        let answers = predictor.predict(known.table)
        let given = (0..<known.count).count { max(answers[2 * $0], answers[2 * $0 + 1]) >= least }
        #expect(given >= 90, "\(given) of 100 are answered")
    }

    private static func distances(_ predictor: any Predictor, _ table: ExampleTable) -> [Float] {
        let rows = table.rowCount
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: predictor.scratchBytes(rows: rows), alignment: 64)
        defer { scratch.deallocate() }
        var answers = [Float](repeating: 0, count: rows * predictor.heads.width)
        return [Float](unsafeUninitializedCapacity: rows) { distances, count in
            predictor.layout.withRows(of: table, 0..<rows) { inputs in
                answers.withUnsafeMutableBufferPointer {
                    predictor.predict(
                        inputs,
                        rows: rows,
                        into: $0.baseAddress!,
                        distances: distances.baseAddress!,
                        scratch: scratch
                    )
                }
            }
            count = rows
        }
    }

    @Test(
        "is answered in 32 bits where 8 are asked for, which a remark says; without a base nothing is rounded either",
        arguments: [ServingPrecision.int8, .bfloat16]
    )
    func precision(asked: ServingPrecision) throws {
        var specification = ModelSpecification(training: .init { $0.features = 500 })
        specification.serving.precision = asked
        var lineage = try Lineage(specification)
        defer { lineage.remove() }
        let judgement = try lineage.learn(Self.tickets(150, batch: 1))
        #expect(judgement.precision == nil)
        #expect(judgement.precisionLoss == nil)
        let remarks = (judgement.remarks ?? []).filter { $0.contains("int8 is not for models that read texts") }
        #expect(remarks.count == (asked == .int8 ? 1 : 0))
    }

    @Test("comes to the same bytes where the job was stopped while it read texts, and goes on where it was")
    func interrupted() throws {
        var lineage = try Lineage(ModelSpecification(training: .init { $0.features = 200 }))
        defer { lineage.remove() }
        try lineage.learn(Self.tickets(100, batch: 1))
        let directory = try lineage.job(Self.tickets(900, batch: 2))
        /// Runs it, and tells with how many rows it began.
        func run(stopAfter stop: Int = .max) throws -> Int {
            var asked = 0
            var first: Int?
            try Trainer(directory, checkpointInterval: .seconds(60)) {
                asked += 1
                return asked >= stop
            }.run { progress in
                if progress.phase == .encode { first = first ?? progress.done }
            }
            return first ?? -1
        }
        #expect(try run() == 0)
        let undisturbed = try Set(VersionDirectory(path: directory.candidate).parts())
        Folder.remove(directory.candidate)
        Folder.remove(directory.checkpoint)
        #expect(throws: TrainingStopped.self) { try run(stopAfter: 2) }
        #expect(try run() > 0, "it goes on from the checkpoint")
        #expect(try Set(VersionDirectory(path: directory.candidate).parts()) == undisturbed)
    }

    @Test("is learned by no network, and says which columns stand against it")
    func network() throws {
        var lineage = try Lineage(ModelSpecification(training: .init { $0.method = .replay }))
        defer { lineage.remove() }
        let refusal = #expect(throws: Refusal.self) { try lineage.learn(Self.tickets(100, batch: 1)) }
        #expect(refusal?.what == "no network takes rows with columns of texts beside others: body")
        #expect(refusal?.fix?.contains("training.method") == true)
    }
}
