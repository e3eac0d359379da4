import Domain
import NeuralNetworks
import Tensors
import Threads

/// A model in training, of whatever kind: what a step changes, and the moving average that becomes the version. A step allocates nothing.
public final class ModelTrainer {
    /// What is trained, but for its weights, which the trainer has.
    private let version: ModelVersion
    private let settings: TrainingSettings
    let trainer: NetworkTrainer
    let loss: LearningLoss
    /// The weights' moving average, which becomes the version and teaches on remembered rows; nil: the newest weights do.
    private let average: MovingAverage?
    /// What becomes the version.
    var served: FloatBuffer { average?.elements ?? trainer.parameters }

    /// - Parameters:
    ///   - learner: What of the version is trained, and has made the rows ready; nil: all of it.
    ///   - new: The job's new rows, of which a step takes up to `newRows`.
    ///   - replay: The remembered ones, of which it takes up to `replayRows`.
    ///   - storedLogits: What was said of each remembered row, `[replay.count, outputs]`, NaN where nothing was: what the distillation goes by; nil: by
    ///     the average's logits.
    ///   - averages: Whether there is an average beside the newest weights: it takes as much memory as these.
    ///   - penalty: What the loss asks of the weights themselves.
    ///   - followers: What goes along with the weights, besides their average.
    /// - Throws: `Refusal` where the version lacks a tensor or its network cannot be built.
    public init(
        _ version: ModelVersion,
        settings: TrainingSettings,
        learner: (any NetworkLearner)? = nil,
        new: PreparedRows,
        newRows: Int,
        replay: PreparedRows? = nil,
        replayRows: Int = 0,
        storedLogits: [Float]? = nil,
        averages: Bool = true,
        penalty: (any WeightPenalty)? = nil,
        followers: [any WeightFollower] = [],
        team: Team = Team(threads: 1)
    ) throws(Refusal) {
        self.version = version.withoutTensors
        self.settings = settings
        let learner = if let learner { learner } else { try version.learner(settings) }
        let network = learner.network
        let rows = newRows + replayRows
        let capacity =
            learner.isSequence
            ? BatchCapacity(
                rows: rows,
                places: new.mostPlaces(newRows) + (replay?.mostPlaces(replayRows) ?? 0),
                longestRow: max(new.longestRow, replay?.longestRow ?? 1)
            ) : BatchCapacity(rows: rows)
        let parameters = learner.parameters
        average = averages ? MovingAverage(of: parameters) : nil
        trainer = NetworkTrainer(
            network,
            parameters: parameters,
            capacity: capacity,
            optimizer: settings.optimizer,
            trainability: try version.trainability(network, settings),
            penalty: penalty,
            followers: (average.map { [$0] } ?? []) + followers,
            lossScratch: LearningLoss.scratchCount(network, capacity, heads: version.heads.count),
            team: team
        )
        loss = LearningLoss(
            network,
            settings,
            heads: version.heads.enumerated().map { index, head in
                let isRegression = head.outputs == .value
                return HeadLoss(
                    settings,
                    width: head.outputs.width,
                    isRegression: isRegression,
                    weight: settings.headWeights[head.name] ?? 1,
                    classShares: isRegression
                        ? nil : ClassShares(version, head: index, new: new, newRows, replay: replay, replayRows)
                )
            },
            from: trainer.lowestLearning,
            capacity: rows,
            average: average?.elements ?? trainer.parameters,
            storedLogits: storedLogits
        )
        precondition(
            storedLogits.map { $0.count == (replay?.count ?? 0) * network.output.count } ?? true,
            "\(storedLogits?.count ?? 0) numbers of \(replay?.count ?? 0) remembered rows"
        )
    }

    /// One step on the rows chosen.
    ///
    /// - Parameters:
    ///   - step: 1, 2, 3…
    ///   - random: Of this step alone, so that a job can go on from any step.
    ///   - rate: The learning rate.
    ///   - decay: The moving average's, after this step.
    /// - Returns: The mean loss over the rows, weighted as their classes are, distillation left out.
    public func step(
        _ step: Int,
        new: PreparedRows,
        _ newPlaces: [Int32],
        replay: PreparedRows?,
        _ replayPlaces: [Int32],
        random: inout RandomSource,
        rate: Double,
        decay: Double
    ) -> Double {
        gather(new, newPlaces, at: 0, &random)
        if let replay {
            gather(replay, replayPlaces, at: newPlaces.count, &random)
            for (offset, index) in replayPlaces.enumerated() { loss.takeStoredLogits(Int(index), at: newPlaces.count + offset) }
        }
        let rows = newPlaces.count + replayPlaces.count
        loss.begin(rows: rows, newRows: newPlaces.count)
        average?.share = Float(1 - decay)
        let sum = trainer.step(
            StepSettings(
                rows: rows,
                step: step,
                rate: rate,
                clipNorm: settings.clipNorm,
                seed: random.next()
            ),
            loss: loss
        )
        return sum * loss.reportedScale
    }

    func gather(_ rows: PreparedRows, _ indices: [Int32], at start: Int, _ random: inout RandomSource) {
        let width = trainer.network.input.count
        for (offset, index) in indices.enumerated() {
            let row = start + offset
            let place = trainer.offsets.map { Int($0.start[row]) } ?? row
            rows.inputs.fill(trainer.inputs.start + place * width, row: Int(index), random: &random)
            if let offsets = trainer.offsets { offsets.start[row + 1] = Int32(place + rows.inputs.places(of: Int(index))) }
            loss.take(rows, Int(index), at: row)
        }
    }

    /// The averaged weights as a version; `steps` is what this job did.
    public func version(steps: Int) -> ModelVersion { version(steps: steps, weights: weights) }

    /// The averaged weights, as the network lays them out; set, they are the newest ones too.
    public var weights: [Float] {
        get { served.elements }
        set {
            average?.elements.elements = newValue
            trainer.parameters.elements = newValue
        }
    }

    /// Other weights as a version.
    ///
    /// - Parameter weights: As `weights` gave them.
    public func version(steps: Int, weights: [Float]) -> ModelVersion {
        version.trained(steps: steps, tensors: trainer.network.tensors(weights))
    }

    /// All that a step changes, by name: with the same in them, a trainer of the same network goes on from there.
    public var buffers: [(name: String, buffer: FloatBuffer)] { trainer.buffers }
}
