import Domain
import NeuralNetworks
import Tensors

/// The weights of a tabular network in training: what a step changes, their moving average, the optimiser's moments. One thread; a step allocates nothing.
///
/// Legend: B rows in a step, of which the first N are new and the other R remembered; D numbers and marks; E width of an embedding; C outputs.
public final class TabularTrainer {
    /// What a job's training goes by, step for step.
    public struct Settings: Sendable {
        public var labelSmoothing: Float
        public var inputNoise: Float
        public var distillation: Float
        public var weightDecay: Float
        public var clipNorm: Float

        public init(labelSmoothing: Float, inputNoise: Float, distillation: Float, weightDecay: Float, clipNorm: Float) {
            self.labelSmoothing = labelSmoothing
            self.inputNoise = inputNoise
            self.distillation = distillation
            self.weightDecay = weightDecay
            self.clipNorm = clipNorm
        }
    }

    public let document: TabularDocument
    private let settings: Settings
    let network: TrainedWeights
    private let workspace: TabularWorkspace

    public init(_ version: TabularVersion, settings: Settings, newRows: Int, replayRows: Int) {
        document = version.document
        self.settings = settings
        network = TrainedWeights(version, capacity: newRows + replayRows)
        workspace = TabularWorkspace(version.document, rows: newRows + replayRows, replayRows: replayRows)
    }

    /// One step on the rows chosen.
    ///
    /// - Parameters:
    ///   - step: 1, 2, 3…
    ///   - noise: Of this step alone, so that a job can go on from any step.
    ///   - rate: The learning rate.
    ///   - decay: The moving average's, after this step.
    /// - Returns: The mean loss over the rows, distillation left out.
    public func step(
        _ step: Int, new: PreparedRows, _ newPlaces: [Int32], replay: PreparedRows?, _ replayPlaces: [Int32], noise: inout RandomSource,
        rate: Double, decay: Double
    ) -> Double {
        let rows = newPlaces.count + replayPlaces.count
        workspace.gather(new, newPlaces, at: 0)
        if let replay { workspace.gather(replay, replayPlaces, at: newPlaces.count) }
        workspace.disturb(rows: rows, deviation: settings.inputNoise, &noise)
        workspace.embed(rows: rows, from: 0, network.embeddings, into: workspace.inputs)

        let outputs = network.mlp.forward(workspace.inputs.start, rows: rows)
        if !replayPlaces.isEmpty { teach(outputs, newRows: newPlaces.count, replayRows: replayPlaces.count) }
        let loss = workspace.loss(outputs, rows: rows, smoothing: settings.labelSmoothing)
        if !replayPlaces.isEmpty && settings.distillation > 0 {
            workspace.addDistillation(newRows: newPlaces.count, replayRows: replayPlaces.count, weight: settings.distillation, to: outputs)
        }
        network.mlp.backward(
            outputs, inputs: workspace.inputs.start, rows: rows,
            inputGradient: document.features.categories.isEmpty ? nil : workspace.inputGradient.start)
        workspace.embeddingGradient(rows: rows, into: network.embeddingGradients)
        network.update(step: step, rate: rate, weightDecay: settings.weightDecay, clipNorm: settings.clipNorm, averageDecay: decay)
        return loss / Double(rows)
    }

    /// The averaged network's outputs for the remembered rows, kept beside this network's own before the loss overwrites those.
    private func teach(_ outputs: UnsafeMutablePointer<Float>, newRows: Int, replayRows: Int) {
        guard settings.distillation > 0 else { return }
        workspace.embed(rows: replayRows, from: newRows, network.averageEmbeddings, into: workspace.teacherInputs)
        MLPForward.run(
            network.mlp.shape, parameters: network.average.start, inputs: workspace.teacherInputs.start, rows: replayRows,
            scratch: workspace.teacherScratch.start, into: workspace.teacherOutputs.start)
        workspace.keepOutputs(outputs, newRows: newRows, replayRows: replayRows)
    }

    /// The averaged weights as a version; `steps` is what this job did.
    public func version(steps: Int) -> TabularVersion {
        var document = document
        document.steps += steps
        document.jobs += 1
        return TabularVersion(
            document: document,
            tensors: document.tensors(mlp: network.average.elements, embeddings: network.tables(of: network.averageEmbeddings)))
    }

    /// All that a step changes, to go on from later.
    public var state: [(name: String, elements: [Float])] {
        network.buffers.map { ($0.name, $0.buffer.elements) }
    }

    /// - Returns: False, and nothing is changed, unless the state is one of a network of this shape.
    public func restore(_ state: [String: [Float]]) -> Bool {
        let buffers = network.buffers
        guard buffers.allSatisfy({ state[$0.name]?.count == $0.buffer.count }) else { return false }
        for (name, buffer) in buffers { buffer.elements = state[name]! }
        return true
    }
}
