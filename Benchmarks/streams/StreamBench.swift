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
///
/// Prints a line a seed: files, those that the gate refused (of all, of the first and of the last fifth), and the accuracy on each file before it
/// was learned (R² for numbers).
@main
struct StreamBench: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stream-bench")

    @Argument(help: "A CSV file.") var path: String
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

    private var specification: ModelSpecification {
        var specification = ModelSpecification(gate: .init(enabled: !gateOff))
        if let capacity { specification.memory.capacity = capacity }
        if let replayShare { specification.training.replayShare = replayShare }
        if let laterRateShare { specification.training.laterRateShare = laterRateShare }
        if let distillation { specification.training.distillation = distillation }
        return specification
    }

    func run() throws {
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
            print(stream.summary(seed))
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
    private var right = 0.0
    private var asked = 0.0

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
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let result = try ExampleReader().read(
            fileDescriptor: descriptor,
            name: path,
            schema: schema,
            specification: lineage.specification,
            maxRefusedShare: 1
        )
        schema = result.table.schema
        if let predictor = try lineage.predictor() { score(predictor, result.table) }
        try lineage.learn(RowSet(table: result.table, batch: SHA256.hash(text)))
    }

    private mutating func score(_ predictor: any Predictor, _ table: ExampleTable) {
        let outputs = predictor.predict(table)
        switch (table.labels, predictor.outputs) {
        case (.classes(let indices, let names), .classes(let known)):
            for (row, index) in indices.enumerated() {
                let scores = outputs[row * known.count..<(row + 1) * known.count]
                let best = scores.indices.max { scores[$0] < scores[$1] }! - scores.startIndex
                if known[best] == names[Int(index)] { right += 1 }
            }
            asked += Double(indices.count)
        case (.numbers(let labels), .value):
            let mean = labels.reduce(0, +) / Double(labels.count)
            for (row, label) in labels.enumerated() {
                asked += (label - mean) * (label - mean)
                right += (label - mean) * (label - mean) - (Double(outputs[row]) - label) * (Double(outputs[row]) - label)
            }
        default: break
        }
    }

    func summary(_ seed: Int) -> String {
        let passed = lineage.judgements.map(\.passed)
        let fifth = max(1, passed.count / 5)
        func refused(_ judged: ArraySlice<Bool>) -> Int { judged.count { !$0 } }
        return
            "seed \(seed): \(passed.count) files, \(refused(passed[...])) refused (first fifth \(refused(passed.prefix(fifth))), "
            + "last fifth \(refused(passed.suffix(fifth)))), before learning \(Decimals.text(right / max(asked, 1e-300), places: 4)), "
            + "gate rows \(Decimals.text(lineage.parent?.judgement.evaluation.all.value ?? 0, places: 4))"
    }
}
