import Tensors
import Threads

extension NetworkTrainer {
    /// For rows of one place each.
    ///
    /// - Parameter capacity: Rows of a step at most; the others as of the initializer with a `BatchCapacity`.
    public convenience init(
        _ network: Network,
        parameters: [Float],
        capacity: Int,
        optimizer: any Optimizer,
        trainability: Trainability? = nil,
        penalty: (any WeightPenalty)? = nil,
        followers: [any WeightFollower] = [],
        lossScratch: Int = 0,
        team: Team = Team(threads: 1)
    ) {
        self.init(
            network,
            parameters: parameters,
            capacity: BatchCapacity(rows: capacity),
            optimizer: optimizer,
            trainability: trainability,
            penalty: penalty,
            followers: followers,
            lossScratch: lossScratch,
            team: team
        )
    }

    /// Rows of a step at most.
    public var capacity: Int { batchCapacity.rows }

    /// The highest layer below which nothing ever learns and training computes as a prediction does, and what goes into it, of the step under way as
    /// soon as its loss is asked for. Whoever has the same parameters there, as the weights' average does, need not go through the layers below again:
    /// `Network.forward` can begin at this one.
    public var lowestLearning: (layer: Int, inputs: StepInputs) {
        let layer = workspace.lowestKept
        guard let own = workspace.lowestInputs, network.layers[..<layer].allSatisfy(\.isSameInTraining) else {
            lowest.take(inputs, offsets, width: network.input.count, isWhole: true)
            return (0, lowest)
        }
        let isPooled = layer > network.poolingLayer
        lowest.take(own, isPooled ? nil : offsets, width: network.layers[layer].input.count, isWhole: false)
        return (layer, lowest)
    }
}

/// What a layer is given in the step under way.
public final class StepInputs {
    private var buffer = FloatBuffer(count: 0)
    /// Where each row of the step begins; nil: a row is one place.
    public private(set) var offsets: RowOffsets?
    private var width = 0
    /// Whether all of the step lies there, and not a portion of it.
    private var isWhole = true
    private var start = TrainingPortion.none.start

    func take(_ buffer: FloatBuffer, _ offsets: RowOffsets?, width: Int, isWhole: Bool) {
        (self.buffer, self.offsets, self.width, self.isWhole) = (buffer, offsets, width, isWhole)
    }

    func begin(_ start: TrainingChunk) { self.start = start }

    /// `[places, width]` as `Network.forward` takes it for rows from this one on: counted from the step's first place where rows have offsets, else from the
    /// row itself.
    public func pointer(row: Int) -> UnsafePointer<Float> {
        let first = isWhole ? 0 : start.first(byRow: offsets == nil)
        return buffer.pointer + ((offsets == nil ? row : 0) - first) * width
    }
}
