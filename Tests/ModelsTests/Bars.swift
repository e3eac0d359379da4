import Domain
import Models
import NeuralNetworks
import Rows
import Tensors

/// Images of bars in noise: their class is which way the bars run.
enum Bars {
    static let names = ["across", "down", "none"]

    static func table(_ count: Int, seed: UInt64, shape: ImageShape, classes: [Int32] = [0, 1]) -> ExampleTable {
        var random = RandomSource(seed: seed)
        var (pixels, labels): ([UInt8], [Int32]) = ([], [])
        for _ in 0..<count {
            let label = classes[Int(random.next() % UInt64(classes.count))]
            let start = Int(random.next() % 4)
            labels.append(label)
            for y in 0..<shape.height {
                for x in 0..<shape.width {
                    let place = label == 0 ? y : x
                    let isBar = label < 2 && (place + start) % 4 < 2
                    for _ in 0..<shape.channels { pixels.append(UInt8((isBar ? 130 : 30) + random.next() % 90)) }
                }
            }
        }
        return ExampleTable(schema: Schema(image: shape), columns: [.images(pixels, shape)], labels: .classes(labels, names: names))
    }

    static func version(_ table: ExampleTable, network: NetworkSpecification = .init()) throws -> ModelVersion {
        try ModelVersion(schema: table.schema, rows: table, network: network, seed: 3).adapted(to: table, seed: 4)
    }

    static func settings(steps: Int, precision: Precision = .single) -> TrainingSettings {
        TrainingSettings(
            optimizer: AdamW(weightDecay: 0.01),
            labelSmoothing: 0.1,
            distillation: 0.3,
            clipNorm: 1,
            precision: precision,
            steps: steps
        )
    }

    static func accuracy(_ predictor: any Predictor, _ table: ExampleTable) -> Double {
        guard case .classes(let labels, let names) = table.labels, case .classes(let known) = predictor.outputs else { return 0 }
        let answers = predictor.predict(table)
        let right = labels.indices.count { row in
            let shares = Array(answers[row * known.count..<(row + 1) * known.count])
            return known[shares.firstIndex(of: shares.max()!)!] == names[Int(labels[row])]
        }
        return Double(right) / Double(labels.count)
    }
}

/// A model of bars in training, 16 new images a step.
struct BarsTraining {
    let trainer: ModelTrainer
    let rows: PreparedRows

    init(
        _ shape: ImageShape,
        network: NetworkSpecification = .init(),
        precision: Precision = .single,
        augmentation: Augmentation = Augmentation(shift: 1)
    ) throws {
        let table = Bars.table(200, seed: 1, shape: shape)
        let version = try Bars.version(table, network: network)
        rows = version.prepare(table, augmentation)
        trainer = try ModelTrainer(
            version,
            settings: Bars.settings(steps: 60, precision: precision),
            new: rows,
            newRows: 16
        )
    }

    @discardableResult
    func run(_ steps: ClosedRange<Int>) -> Double {
        var loss = 0.0
        var new = [Int32](repeating: 0, count: 16)
        for step in steps {
            for place in 0..<16 { new[place] = Int32((step * 16 + place) % rows.count) }
            var random = RandomSource(seed: UInt64(step))
            loss = trainer.step(step, new: rows, new, replay: nil, [], random: &random, rate: 3e-3, decay: 0.9)
        }
        return loss
    }
}
