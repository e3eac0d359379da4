import Domain
import Models
import NeuralNetworks
import Rows
import Tensors

/// Rows with a number that has gaps, a number without, a boolean and a category, whose label follows from them.
enum MixedRows {
    static let columns: [Schema.Column] = [
        .init(name: "width", kind: .numeric), .init(name: "height", kind: .numeric), .init(name: "sold", kind: .boolean),
        .init(name: "color", kind: .categorical),
    ]

    static func table(
        _ count: Int,
        seed: UInt64,
        task: ModelSpecification.Task,
        colors: [String] = ["red", "green", "blue"],
        shift: Double = 0
    ) -> ExampleTable {
        var random = RandomSource(seed: seed)
        let numbers = (0..<count).map { _ in Double(random.uniform()) * 4 + shift }
        let heights = (0..<count).map { _ in Double(random.uniform()) * 100 }
        let sold = (0..<count).map { _ in UInt8(random.next() % 3) }
        let levels = (0..<count).map { _ in Int32(random.next() % UInt64(colors.count)) }
        let labels: ExampleTable.Labels =
            switch task {
            case .classification:
                .classes((0..<count).map { Int32((heights[$0] > 50 ? 1 : 0) + Int(levels[$0]) % 2) }, names: ["none", "some", "all"])
            case .regression:
                .numbers((0..<count).map { 20 + heights[$0] * 0.5 + Double(levels[$0]) })
            }
        return ExampleTable(
            schema: Schema(columns: columns, label: "label", task: task),
            columns: [
                .numbers(numbers.map { random.next() % 5 == 0 ? .nan : $0 }), .numbers(heights), .booleans(sold),
                .categories(levels, levels: colors),
            ],
            labels: labels
        )
    }

    /// The rows without a gap.
    static func complete(_ table: ExampleTable) -> [Int] {
        guard let numbers = table.columns[0].numbers, let sold = table.columns[2].booleans else { return [] }
        return numbers.indices.filter { !numbers[$0].isNaN && sold[$0] < 2 }
    }

    /// A new model made ready for the rows.
    static func version(_ table: ExampleTable, activation: NetworkSpecification.Activation = .relu) -> TabularVersion {
        let network = NetworkSpecification(hidden: [24, 12], activation: activation, embedding: 4)
        guard
            let version = try? ModelVersion(schema: table.schema, rows: table, network: network, seed: 7).adapted(to: table, seed: 8).model
                as? TabularVersion
        else { preconditionFailure("a table without a model") }
        return version
    }

    static let settings = TrainingSettings(
        optimizer: AdamW(weightDecay: 0.01),
        labelSmoothing: 0.1,
        distillation: 0.3,
        clipNorm: 1,
        steps: 300
    )
}

/// A trainer on its way: 16 new and 16 remembered rows a step.
struct MixedTraining {
    let trainer: ModelTrainer
    let rows: PreparedRows
    let memory: PreparedRows

    /// - Parameter storedLogits: What is said of the remembered rows, from what the untrained model says of them.
    init(
        _ task: ModelSpecification.Task,
        activation: NetworkSpecification.Activation = .relu,
        settings: TrainingSettings = MixedRows.settings,
        storedLogits: (([Float]) -> [Float])? = nil
    ) {
        let table = MixedRows.table(200, seed: 1, task: task)
        let version = ModelVersion(MixedRows.version(table, activation: activation))
        let rows = version.prepare(table, Augmentation(inputNoise: 0.3))
        let memory = version.prepare(MixedRows.table(90, seed: 2, task: task), Augmentation(inputNoise: 0.3))
        func made(_ storedLogits: [Float]?) throws -> ModelTrainer {
            try ModelTrainer(
                version,
                settings: settings,
                new: rows,
                newRows: 16,
                replay: memory,
                replayRows: 16,
                storedLogits: storedLogits
            )
        }
        let plain = version.prepare(MixedRows.table(90, seed: 2, task: task), Augmentation())
        guard let trainer = try? made(storedLogits.map { try $0(made(nil).logits(of: plain)) })
        else {
            preconditionFailure("a version without its tensors")
        }
        (self.trainer, self.rows, self.memory) = (trainer, rows, memory)
    }

    /// Steps `from ... to`, each a function of its number alone; returns the last loss.
    @discardableResult
    func run(_ steps: ClosedRange<Int>) -> Double {
        var loss = 0.0
        var (new, old) = ([Int32](repeating: 0, count: 16), [Int32](repeating: 0, count: 16))
        for step in steps {
            for place in 0..<16 {
                new[place] = Int32((step * 16 + place) % rows.count)
                old[place] = Int32((step * 7 + place * 3) % memory.count)
            }
            var random = RandomSource(seed: UInt64(step))
            loss = trainer.step(step, new: rows, new, replay: memory, old, random: &random, rate: 3e-3, decay: 0.9)
        }
        return loss
    }
}

extension ModelVersion {
    /// A table's model.
    var table: TabularVersion {
        guard let version = model as? TabularVersion else { preconditionFailure("a model of another kind") }
        return version
    }

    /// Every weight's bits, to compare.
    var bits: [[UInt32]] { tensors.map { $0.tensor.elements.map(\.bitPattern) } }
}

extension TabularVersion {
    /// Every weight's bits, to compare.
    var bits: [[UInt32]] { tensors.map { $0.tensor.elements.map(\.bitPattern) } }
}
