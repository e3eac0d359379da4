import ContinualLearning
import Domain
import Examples
import FoundationEssentials
import Testing

func quick(_ path: String) throws -> RowSet {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let head = lines[0].split(separator: ",")
    let cells = lines.dropFirst().map { $0.split(separator: ",") }
    let names = Array(Set(cells.map { String($0.last!) })).sorted()
    let schema = Schema(columns: head.dropLast().map { .init(name: String($0), kind: .numeric) }, label: "label", task: .classification)
    let table = ExampleTable(
        schema: schema, columns: (0..<head.count - 1).map { c in .numbers(cells.map { Double($0[c])! }) },
        labels: .classes(cells.map { Int32(names.firstIndex(of: String($0.last!))!) }, names: names))
    return RowSet(table: table, batch: SHA256.hash(path))
}

@Suite("Quick")
struct QuickTests {
    @Test func digits() throws {
        let files = try (0..<5).map { try quick("/tmp/digits/d\($0).csv") }
        for (memory, strategy, gate) in [(2000, TrainingSpecification.Strategy.replay, true), (200, .replay, true), (200, .finetune, false), (200, .finetune, true)] {
            var scores: [Double] = []
            var forgets: [Double] = []
            for seed in 0..<5 {
                var spec = ModelSpecification(memory: .init(capacity: memory), gate: .init(enabled: gate), seed: UInt64(seed))
                spec.training.strategy = strategy
                var lineage = try Lineage(spec)
                defer { lineage.remove() }
                let start = ContinuousClock.now
                for file in files { try lineage.learn(file) }
                let last = lineage.judgements.last!.evaluation
                scores.append(lineage.parent!.judgement.evaluation.all.value)
                forgets.append(last.forgetting(newest: Set(files[4].batches.map(\.description))) ?? -1)
                print(memory, strategy, gate, seed, scores.last!, forgets.last!, lineage.judgements.map(\.passed), lineage.judgements.map { $0.loss?.certain ?? 0 }, lineage.judgements.map { $0.lossAgainstBest ?? 0 }, ContinuousClock.now - start, last.all.rows)
            }
            print("MEAN", memory, strategy, scores.reduce(0, +) / 5, forgets.reduce(0, +) / 5)
        }
    }
    @Test func sweep() throws {
        let file = try quick("/tmp/digits/iris.csv")
        let files = try (0..<5).map { try quick("/tmp/digits/d\($0).csv") }
        for (noise, smooth, steps, hidden, lr) in [(0.3, 0.1, 300, [128, 64], 2e-3), (0.2, 0.1, 300, [128, 64], 2e-3), (0.1, 0.1, 300, [128, 64], 2e-3), (0.0, 0.1, 300, [128, 64], 2e-3), (0.3, 0.0, 300, [128, 64], 2e-3), (0.3, 0.1, 600, [128, 64], 2e-3), (0.2, 0.05, 600, [128, 64], 2e-3), (0.3, 0.1, 300, [128], 2e-3), (0.3, 0.1, 300, [128, 64], 4e-3), (0.2, 0.1, 400, [128, 64], 3e-3)] {
            var line = "\(noise) \(smooth) \(steps) \(hidden) \(lr):"
            var scores: [Double] = []
            for seed in 0..<10 {
                var spec = ModelSpecification(seed: UInt64(seed))
                spec.training.inputNoise = noise; spec.training.labelSmoothing = smooth; spec.training.minSteps = steps; spec.network.hidden = hidden; spec.training.learningRate = lr
                var lineage = try Lineage(spec)
                defer { lineage.remove() }
                scores.append(try lineage.learn(file).evaluation.all.value)
            }
            line += " iris \(scores.reduce(0, +) / 10)"
            for memory in [2000, 200] {
                var acc = 0.0, forget = 0.0
                for seed in 0..<5 {
                    var spec = ModelSpecification(memory: .init(capacity: memory), seed: UInt64(seed))
                    spec.training.inputNoise = noise; spec.training.labelSmoothing = smooth; spec.training.minSteps = steps; spec.network.hidden = hidden; spec.training.learningRate = lr
                    var lineage = try Lineage(spec)
                    defer { lineage.remove() }
                    for file in files { try lineage.learn(file) }
                    acc += lineage.judgements.last!.evaluation.all.value / 5
                    forget += lineage.judgements.last!.evaluation.forgetting(newest: Set(files[4].batches.map(\.description)))! / 5
                }
                line += " | \(memory): \(acc) \(forget)"
            }
            print(line)
        }
    }
}
