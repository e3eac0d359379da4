import Domain
import Models
import Testing

@Suite("Teaching on remembered rows")
struct TeachingTests {
    private func weights(_ training: MixedTraining, steps: Int) -> [Float] {
        training.run(1...steps)
        return training.trainer.weights
    }

    private var silent: TrainingSettings {
        var settings = MixedRows.settings
        settings.distillation = 0
        return settings
    }

    @Test(
        "what was said before a row was forgotten pulls towards it, and what was never said does not",
        arguments: ModelSpecification.Task.allCases
    )
    func told(task: ModelSpecification.Task) {
        let untaught = weights(MixedTraining(task, settings: silent), steps: 5)
        #expect(weights(MixedTraining(task, storedLogits: { $0.map { _ in .nan } }), steps: 5) == untaught)
        // Told 5 more than it says, it comes to say more than one that is told 5 less.
        func mean(_ shift: Float) -> Float {
            let training = MixedTraining(task, storedLogits: { $0.map { $0 + shift } })
            training.run(1...30)
            let logits = training.trainer.logits(of: training.memory)
            return logits.reduce(0, +) / Float(logits.count)
        }
        #expect(mean(5) > mean(-5) + 0.5)
    }

    @Test("each number that was said counts alone", arguments: [0, 1])
    func partly(output: Int) {
        let width = 3
        func logits(_ said: @escaping (Int, Float) -> Float) -> [Float] {
            let training = MixedTraining(.classification, storedLogits: { $0.enumerated().map { said($0.offset % width, $0.element) } })
            training.run(1...30)
            return training.trainer.logits(of: training.memory)
        }
        let outputs = logits { _, own in own }.count / MixedTraining(.classification).memory.count
        let low = logits { $0 == output ? $1 - 5 : .nan }
        let high = logits { $0 == output ? $1 + 5 : .nan }
        func mean(_ logits: [Float], _ output: Int) -> Float {
            let own = stride(from: output, to: logits.count, by: outputs).map { logits[$0] }
            return own.reduce(0, +) / Float(own.count)
        }
        #expect(outputs == width)
        #expect(mean(high, output) - mean(low, output) > 1)
    }
}
