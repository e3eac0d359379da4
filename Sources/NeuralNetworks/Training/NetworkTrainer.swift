import Tensors
import Threads

/// A network in training: parameters, gradients, optimizer state and every layer's place for a batch of up to `capacity`.
///
/// A step has four phases, each shared out to the team's threads:
/// ```
/// prepare    what the way back needs of the parameters as they are now, layer by layer
/// rows       forward, loss, and backward to the inputs, micro-batch by micro-batch
/// gradients  each parameter's over all rows, or the micro-batches' sums, in their order; and their squares
/// update     clipping, optimizer, and what follows the weights
/// ```
/// Where nothing is clipped a piece of the gradients is applied as soon as it is there, and the last two are one.
/// What is learned depends on the shapes alone, never on the threads; only the last bits of the loss that is reported do. One owner, one step
/// at a time; a step allocates nothing, but for the first one of each stage of freezing.
public final class NetworkTrainer {
    /// The plan that is trained; it stays as it is.
    public let network: Network
    /// Rows and places of a step at most: all memory is taken for as many.
    public let batchCapacity: BatchCapacity
    /// Filled by the owner before each step: `[places, network.input]`.
    public let inputs: FloatBuffer
    /// Where each row begins, filled by the owner before each step; nil where the capacity says that rows are of one place each.
    public let offsets: RowOffsets?
    /// Flat, as the network lays them out. A step changes them in place; read or set them between two steps only.
    public let parameters: FloatBuffer
    var penalty: (any WeightPenalty)?
    let followers: [any WeightFollower]
    let plan: GradientPlan
    /// Of the parameters that learn, one after another.
    package let gradients: FloatBuffer
    package let state: FloatBuffer
    let optimizer: any Optimizer
    private let team: Team
    let workspace: TrainingWorkspace
    /// Of a backward pass to the inputs, made when one is asked for that goes below what ever learns.
    private lazy var wholeWorkspace = TrainingWorkspace(
        network,
        plan,
        capacity: batchCapacity,
        lanes: team.threads,
        lossScratch: lossScratch,
        keepsAll: true
    )
    private let lossScratch: Int
    private(set) var stage: TrainingStage
    /// Of the step under way.
    private(set) var settings = StepSettings(rows: 0, step: 0, rate: 0)
    /// What the lowest layer that learns is given, as the step goes on.
    let lowest = StepInputs()
    private var loss: (any Loss)?
    /// Where ∂loss/∂inputs goes, if anybody asks: then the way back ends at the inputs, and parameters have no gradients.
    private var inputGradients: FloatBuffer?
    private(set) var gradientScale: Float = 1

    /// - Parameters:
    ///   - parameters: The owned ones, flat, as the network lays them out.
    ///   - penalty: What the loss asks of the parameters themselves.
    ///   - followers: What is told of each change of the parameters.
    ///   - lossScratch: Floats that the loss needs for some rows of a step.
    public init(
        _ network: Network,
        parameters: [Float],
        capacity: BatchCapacity,
        optimizer: any Optimizer,
        trainability: Trainability? = nil,
        penalty: (any WeightPenalty)? = nil,
        followers: [any WeightFollower] = [],
        lossScratch: Int = 0,
        team: Team = Team(threads: 1)
    ) {
        precondition(
            parameters.count == network.parameterCount,
            "\(parameters.count) parameters for a network of \(network.parameterCount)"
        )
        self.network = network
        batchCapacity = capacity
        self.optimizer = optimizer
        self.team = team
        plan = GradientPlan(network, trainability ?? Trainability(all: network))
        inputs = FloatBuffer(count: capacity.places * network.input.count)
        offsets = capacity.isSequence ? RowOffsets(capacity: capacity.rows) : nil
        self.parameters = FloatBuffer(parameters)
        self.penalty = penalty
        self.followers = followers
        gradients = FloatBuffer(count: plan.count)
        state = FloatBuffer(count: plan.count * optimizer.stateCount)
        self.lossScratch = lossScratch
        workspace = TrainingWorkspace(network, plan, capacity: capacity, lanes: team.threads, lossScratch: lossScratch)
        stage = TrainingStage(network, plan, step: 1)
    }

    /// Floats in a micro-batch's sums of gradients: of parameters that learn.
    package var microBatchSumCount: Int { plan.microBatchSumCount }

    /// One step on the rows that lie in `inputs`.
    ///
    /// - Returns: The sum over the rows of what the loss reports.
    public func step(_ settings: StepSettings, loss: any Loss) -> Double {
        let isClipped = settings.clipNorm > 0
        gradientScale = 1
        let reported = pass(settings, loss: loss, isClipped ? .measuredGradients : .appliedGradients)
        if isClipped {
            var squares = 0.0
            for position in stage.pieces.indices { squares += stage.squares[position] }
            let norm = Float(squares.squareRoot())
            if norm > settings.clipNorm { gradientScale = settings.clipNorm / norm }
            team.run(Phase(trainer: .passUnretained(self), work: .update), blocks: stage.pieces.count)
        }
        return reported
    }

    /// A step without its update: the gradients stay to be looked at.
    package func computeGradients(_ settings: StepSettings, loss: any Loss) -> Double {
        pass(settings, loss: loss, .measuredGradients)
    }

    /// The gradients at the inputs instead of those of the parameters, whatever is frozen: what lies below the network goes by them, and who asks what an
    /// answer rests on.
    ///
    /// - Parameter gradients: As many of its `[places, network.input]` as the step's rows have are filled.
    /// - Returns: As `step`.
    public func computeInputGradients(_ settings: StepSettings, loss: any Loss, into gradients: FloatBuffer) -> Double {
        let places = places(settings.rows)
        precondition(gradients.count >= places * network.input.count, "no room for the gradients of \(places) places")
        inputGradients = gradients
        defer { inputGradients = nil }
        return pass(settings, loss: loss, nil)
    }

    /// Of the first rows of `inputs`.
    private func places(_ rows: Int) -> Int { offsets.map { Int($0.start[rows]) } ?? rows }

    /// What the step under way works in.
    private var active: TrainingWorkspace { inputGradients == nil || workspace.lowestKept == 0 ? workspace : wholeWorkspace }

    private func pass(_ settings: StepSettings, loss: any Loss, _ gradients: Phase.Work?) -> Double {
        precondition(settings.rows <= capacity, "\(settings.rows) rows in a workspace of \(capacity)")
        checkPlaces(settings.rows)
        let workspace = active
        self.settings = settings
        self.loss = loss
        defer { self.loss = nil }
        if settings.step >= stage.nextStart || settings.step < stage.start { stage = TrainingStage(network, plan, step: settings.step) }
        prepare()
        workspace.chunks.cut(rows: settings.rows, offsets?.pointer)
        let chunks = workspace.chunks.count
        var done = 0
        while done < chunks {
            let portion = workspace.chunks.portion(from: done, rows: settings.rows, offsets?.pointer, most: workspace.capacity.places)
            workspace.portion = portion
            lowest.begin(portion.start)
            team.run(Phase(trainer: .passUnretained(self), work: .rows), blocks: portion.chunks.count)
            done = portion.chunks.upperBound
            guard let gradients else { continue }
            team.run(
                Phase(trainer: .passUnretained(self), work: done < chunks ? .gradients : gradients),
                blocks: stage.pieces.count
            )
        }
        var reported = 0.0
        for chunk in 0..<chunks { reported += workspace.losses[chunk] }
        return reported
    }

    private func checkPlaces(_ rows: Int) {
        guard let offsets else { return }
        let all = BatchCapacity(rows: rows, offsets: offsets.pointer)
        precondition(
            all.places <= batchCapacity.places && all.longestRow <= batchCapacity.longestRow,
            "\(all.places) places, \(all.longestRow) of one row, in a workspace of \(batchCapacity.places) and \(batchCapacity.longestRow)"
        )
    }

    /// Some blocks of a step's work.
    private struct Phase: SharedWork {
        enum Work { case prepare, rows, gradients, measuredGradients, appliedGradients, update }

        /// Held by whoever called `step`.
        let trainer: Unmanaged<NetworkTrainer>
        let work: Work

        func run(block: Int, lane: Int) {
            trainer._withUnsafeGuaranteedRef { trainer in
                switch work {
                case .prepare: trainer.prepare(layer: trainer.preparedLayers[block])
                case .rows: trainer.runRows(chunk: trainer.active.portion.chunks.lowerBound + block, lane: lane)
                case .gradients: trainer.runGradients(trainer.stage.pieces[block], lane)
                case .measuredGradients:
                    trainer.runGradients(trainer.stage.pieces[block], lane)
                    trainer.addPenalty(trainer.stage.pieces[block])
                    trainer.measure(block)
                case .appliedGradients:
                    trainer.runGradients(trainer.stage.pieces[block], lane)
                    trainer.addPenalty(trainer.stage.pieces[block])
                    trainer.apply(trainer.stage.pieces[block])
                case .update: trainer.apply(trainer.stage.pieces[block])
                }
            }
        }
    }

    private var preparedLayers: [Int] { inputGradients == nil ? stage.preparedLayers : stage.allPrepared }

    /// Floats from which on waking the helpers pays.
    private static let sharedPreparation = 1 << 20

    private func prepare() {
        let layers = preparedLayers
        if layers.reduce(0, { $0 + network.layers[$1].preparedCount }) >= Self.sharedPreparation {
            team.run(Phase(trainer: .passUnretained(self), work: .prepare), blocks: layers.count)
        } else {
            for layer in layers { prepare(layer: layer) }
        }
        for layer in layers { active.isPrepared[layer] = true }
    }

    private func prepare(layer: Int) {
        let workspace = active
        network.layers[layer].prepare(
            network.memory(parameters.pointer),
            into: workspace.prepared[layer].start,
            isFirst: !workspace.isPrepared[layer]
        )
    }

    private func runRows(chunk number: Int, lane: Int) {
        let workspace = active
        let chunk = workspace.chunks.chunk(number, offsets?.pointer)
        var pass = LayerPass(
            rows: chunk.rows,
            firstRow: chunk.firstRow,
            offsets: offsets.map { $0.pointer + chunk.firstRow },
            parameters: network.memory(parameters.pointer),
            scratch: workspace.scratch(lane)
        )
        pass.isTraining = true
        pass.seed = settings.seed
        let pooled = pass.pooled
        /// A layer's pass: behind the pooling layer a row is one place.
        func ofLayer(_ position: Int) -> LayerPass {
            var own = position > network.poolingLayer ? pooled : pass
            own.cache = workspace.cache(position, chunk)
            own.batchCache = workspace.batchCache(position)
            own.batchPlaces = workspace.batchPlaces(position)
            own.batchFirstPlace = workspace.portion.start.first(byRow: position > network.poolingLayer)
            own.prepared = stage.prepares[position] || inputGradients != nil ? workspace.prepared[position].pointer : nil
            return own
        }
        for (position, layer) in network.layers.enumerated() {
            layer.forward(input(of: position, chunk, lane), into: workspace.output(position, chunk, lane), ofLayer(position))
        }
        let last = network.layers.count - 1
        var dy = workspace.output(last, chunk, lane)
        let answers = last >= network.poolingLayer ? pooled : pass
        workspace.losses[number] = loss!.gradient(
            dy,
            firstRow: answers.firstPlace,
            rows: answers.places,
            scratch: workspace.lossScratch(lane)
        )
        let inputGradient = inputGradients.map { $0.start + pass.firstPlace * network.input.count }
        guard let lowest = inputGradient == nil ? stage.lowestLayer : 0 else { return }
        workspace.clearSums(number)
        for position in (lowest...last).reversed() {
            let layer = network.layers[position]
            var own = ofLayer(position)
            own.sums = inputGradient == nil && stage.learns[position] ? workspace.sums(number) : nil
            own.sumOffsets = UnsafePointer(stage.sumOffsets)
            let dx = position == 0 ? inputGradient : position == lowest ? nil : workspace.gradient(position - 1, chunk, lane)
            layer.backward(input(of: position, chunk, lane), UnsafePointer(workspace.output(position, chunk, lane)), dy, into: dx, own)
            if let dx { dy = dx }
        }
    }

    func input(of layer: Int, _ chunk: TrainingChunk, _ lane: Int) -> UnsafePointer<Float> {
        layer == 0
            ? UnsafePointer(inputs.start + chunk.firstPlace * network.input.count)
            : UnsafePointer(active.output(layer - 1, chunk, lane))
    }

    /// All rows of the portion, as a layer sees them.
    func batch(_ layer: Int) -> BatchPass {
        let isPooled = layer > network.poolingLayer
        let portion = workspace.portion
        var batch = BatchPass(
            rows: portion.rows,
            places: isPooled ? portion.rows : portion.places,
            offsets: isPooled ? nil : offsets.map { $0.pointer + portion.start.firstRow }
        )
        batch.batchCache = workspace.batchCache(layer).map { UnsafePointer($0) }
        batch.batchPlaces = workspace.batchPlaces(layer)
        return batch
    }
}
