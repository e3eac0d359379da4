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

    /// The highest layer below which nothing ever learns and training computes as a prediction does, and what goes into it: `[places, its input]`, of
    /// the step under way as soon as its loss is asked for. Whoever has the same parameters there, as the weights' average does, need not go
    /// through the layers below again: `Network.forward` can begin at this one.
    public var lowestLearning: (layer: Int, inputs: FloatBuffer) {
        let layer = workspace.lowestKept
        guard let own = workspace.lowestInputs, network.layers[..<layer].allSatisfy(\.isSameInTraining) else { return (0, inputs) }
        return (layer, own)
    }
}
