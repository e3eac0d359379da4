import ArgumentParser
import ContinualLearning
import Domain
import Files
import Glibc
import Hashing
import Lineages
import Models
import Reading
import Rows

/// A long run: a table cut into files that are learned one after another, each predicted before it is learned.
///
///     stream-bench wine.csv --rows 100 --shuffle --seeds 5
///     stream-bench coats.npz shoes.npz --whole --test test.npz
///
/// Prints a line a seed: files, those that the gate refused (of all, of the first and of the last fifth), and the accuracy on each file before it
/// was learned (R² for numbers).
@main
struct StreamBench: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stream-bench")

    @Argument(help: "A CSV file; with --whole any files, in their order.") var paths: [String]
    @Flag(help: "Each file as it is.") var whole = false
    @Option(help: "Rows in a file.") var rows = 100
    @Option(help: "Files at most.") var files = Int.max
    @Flag(help: "The rows in random order, another for each seed.") var shuffle = false
    @Option(help: "Seeds 0, 1, 2 …") var seeds = 1
    @Option(help: "The first of them.") var firstSeed = 0
    @Flag(help: "Every candidate serves.") var gateOff = false
    @Flag(help: "A line for each refused file.") var reasons = false
    @Option(help: "memory.capacity.") var capacity: Int?
    @Option(help: "training.replay_share.") var replayShare: Double?
    @Option(help: "training.later_rate_share.") var laterRateShare: Double?
    @Option(help: "training.distillation.") var distillation: Double?
    @Option(help: "training.method.") var method: String?
    @Option(help: "training.forgetting.") var forgetting: Double?
    @Option(help: "training.epochs.") var epochs: Double?
    @Option(help: "training.min_steps.") var minSteps: Int?
    @Option(help: "training.max_steps.") var maxSteps: Int?
    @Option(help: "training.features.") var features: Int?
    @Option(help: "The label's column.") var label: String?
    @Flag(help: "The label is a number.") var regression = false
    @Option(help: "Several labels, those that are numbers with a + behind: rings+,sex.") var labels: String?
    @Option(help: "A file of rows that is never learned, to score what serves at the end.") var test: String?

    fileprivate var specification: ModelSpecification {
        var specification = ModelSpecification(gate: .init(enabled: !gateOff))
        if let capacity { specification.memory.capacity = capacity }
        if let replayShare { specification.training.replayShare = replayShare }
        if let laterRateShare { specification.training.laterRateShare = laterRateShare }
        if let distillation { specification.training.distillation = distillation }
        if let method = method.flatMap(TrainingSpecification.Method.init) { specification.training.method = method }
        if let epochs { specification.training.epochs = epochs }
        if let minSteps { specification.training.minSteps = minSteps }
        if let maxSteps { specification.training.maxSteps = maxSteps }
        if let forgetting { specification.training.forgetting = forgetting }
        if let features { specification.training.features = features }
        specification.label = label
        if regression { specification.task = .regression }
        if let labels {
            specification.labels = Dictionary(
                uniqueKeysWithValues: labels.split(separator: ",").map { word in
                    word.hasSuffix("+")
                        ? (String(word.dropLast()), HeadSpecification(task: .regression)) : (String(word), HeadSpecification())
                }
            )
        }
        return specification
    }

    func run() throws {
        guard !whole else { return try runWhole() }
        guard paths.count == 1, let path = paths.first else { throw ValidationError("name one file, or give --whole") }
        let text = String(decoding: try WholeFile.read(path), as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let header = text.first else { throw ValidationError("'\(path)' is empty") }
        for seed in firstSeed..<firstSeed + seeds {
            var lines = Array(text.dropFirst())
            if shuffle {
                var random = SplitMix(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
                lines.shuffle(using: &random)
            }
            let count = min(files, (lines.count + rows - 1) / rows)
            var stream = try Stream(specification, seed: UInt64(seed))
            defer { stream.remove() }
            for file in 0..<count {
                let piece = lines[file * rows..<min(lines.count, (file + 1) * rows)]
                try stream.learn(([header] + piece).joined(separator: "\n") + "\n", number: file)
                if reasons, let last = stream.judgements.last, !last.passed {
                    print("  file \(file): \(last.reasons.joined(separator: "; "))")
                }
            }
            print(stream.summary(seed) + (try test.map { try stream.tested(on: $0) } ?? ""))
        }
    }
}

extension StreamBench {
    private func runWhole() throws {
        for seed in firstSeed..<firstSeed + seeds {
            var stream = try Stream(specification, seed: UInt64(seed))
            defer { stream.remove() }
            for path in paths {
                try stream.learn(file: path)
                if reasons, let last = stream.judgements.last, !last.passed { print("  \(path): \(last.reasons.joined(separator: "; "))") }
            }
            print(stream.summary(seed) + (try test.map { try stream.tested(on: $0) } ?? ""))
        }
    }
}

/// Numbers for the shuffles: the same on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

/// One model and the files that it learns.
struct Stream {
    private var lineage: Lineage
    private var schema: Schema?
    /// By label.
    private var scores: [String: Score] = [:]
    private var learning = Duration.zero

    init(_ specification: ModelSpecification, seed: UInt64) throws {
        var specification = specification
        specification.seed = seed
        lineage = try Lineage(specification)
    }

    var judgements: [Judgement] { lineage.judgements }

    func remove() { lineage.remove() }

    mutating func learn(_ text: String, number: Int) throws {
        let path = "/tmp/stream-bench-\(getpid()).csv"
        try WholeFile.write(Array(text.utf8), to: path)
        defer { unlink(path) }
        try learn(file: path)
    }

    mutating func learn(file path: String) throws {
        let table = try read(path)
        schema = table.schema
        let rows = try RowSet(table: table, batch: SHA256.hash(WholeFile.read(path)))
        if let predictor = try lineage.predictor() { score(predictor, table) }
        let began = ContinuousClock.now
        try lineage.learn(rows)
        learning += ContinuousClock.now - began
    }

    private func read(_ path: String) throws -> ExampleTable {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let result = try ExampleReader().read(
            fileDescriptor: descriptor,
            name: path,
            schema: schema,
            specification: lineage.specification,
            maxRefusedShare: 1
        )
        return result.table
    }

    /// How what serves does on rows that nobody learned: score, and for classes the expected calibration error in 15 bins of equal width.
    func tested(on path: String) throws -> String {
        var other = self
        other.scores = [:]
        guard let predictor = try lineage.predictor() else { return "" }
        let table = try read(path)
        other.score(predictor, table)
        return ", test \(other.scored)" + (predictor.heads.count == 1 ? Self.calibration(predictor, table) : "")
    }

    /// One score, or several by their labels.
    private var scored: String {
        let texts = scores.sorted { $0.key < $1.key }.map { ($0.key, Decimals.text($0.value.value, places: 4)) }
        return texts.count == 1 ? texts[0].1 : texts.map { "\($0) \($1)" }.joined(separator: ", ")
    }

    private static func calibration(_ predictor: any Predictor, _ table: ExampleTable) -> String {
        guard case .classes(let indices, let names) = table.labels, case .classes(let known) = predictor.outputs else { return "" }
        let outputs = predictor.predict(table)
        var bins = [(rows: Double, sure: Double, right: Double)](repeating: (0, 0, 0), count: 15)
        for (row, index) in indices.enumerated() {
            let scores = outputs[row * known.count..<(row + 1) * known.count]
            let best = scores.indices.max { scores[$0] < scores[$1] }!
            let bin = min(14, Int(scores[best] * 15))
            bins[bin].rows += 1
            bins[bin].sure += Double(scores[best])
            bins[bin].right += known[best - scores.startIndex] == names[Int(index)] ? 1 : 0
        }
        let error = bins.reduce(0) { $0 + abs($1.sure - $1.right) } / Double(max(1, indices.count))
        return ", calibration error \(Decimals.text(error, places: 4))"
    }

    private mutating func score(_ predictor: any Predictor, _ table: ExampleTable) {
        for (index, head) in predictor.heads.enumerated() where index < table.heads.count {
            scores[head.name, default: Score()].add(HeadPredictor.of(predictor, head: index), table, table.heads[index])
        }
    }

    func summary(_ seed: Int) -> String {
        let passed = lineage.judgements.map(\.passed)
        let fifth = max(1, passed.count / 5)
        func refused(_ judged: ArraySlice<Bool>) -> Int { judged.count { !$0 } }
        return
            "seed \(seed): \(passed.count) files, \(refused(passed[...])) refused (first fifth \(refused(passed.prefix(fifth))), "
            + "last fifth \(refused(passed.suffix(fifth)))), before learning \(scores.isEmpty ? "nothing" : scored), "
            + "learning \(Decimals.text(learning / .seconds(1), places: 1)) s, "
            + "gate rows \(Decimals.text(lineage.parent?.judgement.evaluation.all.value ?? 0, places: 4))"
    }
}

/// Accuracy, or R², over the rows that have a label.
private struct Score {
    private var right = 0.0
    private var asked = 0.0

    var value: Double { right / max(asked, 1e-300) }

    mutating func add(_ predictor: any Predictor, _ table: ExampleTable, _ labels: ExampleTable.Labels) {
        let outputs = predictor.predict(table)
        switch (labels, predictor.outputs) {
        case (.classes(let indices, let names), .classes(let known)):
            for (row, index) in indices.enumerated() where index >= 0 {
                let scores = outputs[row * known.count..<(row + 1) * known.count]
                let best = scores.indices.max { scores[$0] < scores[$1] }! - scores.startIndex
                if known[best] == names[Int(index)] { right += 1 }
                asked += 1
            }
        case (.numbers(let labels), .value):
            let there = labels.filter { !$0.isNaN }
            let mean = there.reduce(0, +) / Double(max(1, there.count))
            for (row, label) in labels.enumerated() where !label.isNaN {
                asked += (label - mean) * (label - mean)
                right += (label - mean) * (label - mean) - (Double(outputs[row]) - label) * (Double(outputs[row]) - label)
            }
        default: break
        }
    }
}
