import Tensors

/// What learns between two steps at which something begins to learn: the same pieces of work in every step.
final class TrainingStage {
    /// The stage's first step, and the next stage's.
    let start: Int
    let nextStart: Int
    let pieces: [GradientPlan.Piece]
    /// Each piece's sum of squares; written by whoever works on it.
    let squares: UnsafeMutablePointer<Double>
    /// See `LayerPass.sumOffsets`.
    let sumOffsets: UnsafeMutablePointer<Int>
    /// Layers that a gradient goes through to reach one below.
    let preparedLayers: [Int]
    /// By layer: whether it is one of them.
    let prepares: [Bool]
    /// The same on a way back to the inputs.
    let allPrepared: [Int]
    let lowestLayer: Int?
    /// By layer: whether any of its parameters learns.
    let learns: [Bool]

    init(_ network: Network, _ plan: GradientPlan, step: Int) {
        let starts = plan.stageStarts
        start = starts.last { $0 <= step } ?? 1
        nextStart = starts.first { $0 > step } ?? .max
        pieces = plan.pieces(network, at: step)
        squares = .allocate(capacity: max(1, pieces.count))
        squares.initialize(repeating: 0, count: max(1, pieces.count))
        let offsets = plan.sumOffsets(at: step)
        sumOffsets = .allocate(capacity: max(1, offsets.count))
        sumOffsets.initialize(from: offsets, count: offsets.count)
        let lowest = plan.lowestLayer(at: step)
        lowestLayer = lowest
        allPrepared = network.layers.indices.filter { network.layers[$0].preparedCount > 0 }
        preparedLayers = allPrepared.filter { layer in
            lowest.map { layer > $0 || (layer == $0 && network.layers[layer].preparesForItself) } ?? false
        }
        prepares = network.layers.indices.map(Set(preparedLayers).contains)
        learns = plan.positions.map { $0.contains { $0.map { plan.learns(plan.learners[$0], at: step) } ?? false } }
    }

    deinit {
        squares.deallocate()
        sumOffsets.deallocate()
    }
}
