import Tensors

/// Every layer's place for a batch: what it puts out, what it keeps, its gradients; and the threads' own scratch.
///
/// Layers below the lowest that ever learns keep nothing: what they put out lies in two buffers of the thread in turn, but for the last of them,
/// which the lowest that learns reads.
final class TrainingWorkspace {
    private let network: Network
    /// Of a portion.
    let capacity: BatchCapacity
    /// What is worked through now; set by the trainer, when no thread runs.
    var portion = TrainingPortion.none
    private let microBatchSumCount: Int
    /// The lowest layer that keeps what its backward pass needs.
    let lowestKept: Int
    let chunks: TrainingChunks
    private let outputs: [FloatBuffer]
    private let cacheBuffers: [FloatBuffer]
    private let batchCacheBuffers: [FloatBuffer]
    /// Of layers whose gradients are taken over the whole batch; empty for others, which take turns in the lane's two buffers.
    private let gradients: [FloatBuffer]
    let prepared: [FloatBuffer]
    /// By layer, whether anything was made there yet.
    var isPrepared: [Bool]
    private let microBatchSums: FloatBuffer
    private let laneBuffers: [[FloatBuffer]]
    private let laneScratch: [FloatBuffer]
    private let laneLossScratch: [FloatBuffer]
    private let lanePieces: [FloatBuffer]
    /// By chunk; written by whoever works on it.
    let losses: UnsafeMutablePointer<Double>

    /// - Parameter keepsAll: Also below the lowest layer that learns, for a backward pass that ends at the inputs.
    init(_ network: Network, _ plan: GradientPlan, capacity whole: BatchCapacity, lanes: Int, lossScratch: Int, keepsAll: Bool = false) {
        self.network = network
        let capacity = TrainingChunks.portion(of: whole)
        self.capacity = capacity
        microBatchSumCount = plan.microBatchSumCount
        let lowestKept = keepsAll ? 0 : plan.learners.first?.layer ?? network.layers.count - 1
        self.lowestKept = lowestKept
        let chunks = TrainingChunks(network, capacity: whole, lanes: lanes)
        self.chunks = chunks
        let most = chunks.mostPlaces(capacity)
        /// As many floats as the batch needs of a layer, if it keeps them.
        func buffers(from first: Int, _ count: (Int) -> Int) -> [FloatBuffer] {
            network.layers.indices.map { FloatBuffer(count: $0 >= first ? count($0) : 0) }
        }
        func places(_ layer: Int) -> Int { layer > network.poolingLayer ? capacity.rows : capacity.places }
        outputs = buffers(from: lowestKept - 1) { places($0 + 1) * network.layers[$0].output.count }
        cacheBuffers = buffers(from: lowestKept) { places($0) * network.layers[$0].cacheCount }
        batchCacheBuffers = buffers(from: lowestKept) { places($0) * network.layers[$0].batchCacheCount }
        let learns = plan.positions.map { $0.contains { $0 != nil } }
        gradients = buffers(from: 0) { index in
            let layer = network.layers[index]
            let isOwn = layer.gradientSlices > 0 && learns[index] && index < network.layers.count - 1
            return isOwn ? places(index + 1) * layer.output.count : 0
        }
        prepared = buffers(from: lowestKept) { network.layers[$0].preparedCount }
        isPrepared = network.layers.map { _ in false }
        microBatchSums = FloatBuffer(count: microBatchSumCount * chunks.most(capacity))
        laneBuffers = (0..<lanes).map { _ in (0..<2).map { _ in FloatBuffer(count: most * network.widest) } }
        laneScratch = (0..<lanes).map { _ in FloatBuffer(count: network.scratchCount + most * network.scratchCountPerPlace) }
        laneLossScratch = (0..<lanes).map { _ in FloatBuffer(count: lossScratch) }
        // Where a batch has more than one portion, the others' gradients are made beside the first one's and added to them.
        let largest = whole.places > capacity.places ? plan.largestPiece(network) : 0
        lanePieces = (0..<lanes).map { _ in FloatBuffer(count: largest) }
        losses = .allocate(capacity: max(1, whole.rows))
        losses.initialize(repeating: 0, count: max(1, whole.rows))
    }

    deinit { losses.deallocate() }

    /// Where a chunk begins in what is kept of the portion.
    private func first(_ chunk: TrainingChunk, byRow: Bool) -> Int { chunk.first(byRow: byRow) - portion.start.first(byRow: byRow) }

    func output(_ layer: Int, _ chunk: TrainingChunk, _ lane: Int) -> UnsafeMutablePointer<Float> {
        guard layer >= lowestKept - 1 else { return laneBuffers[lane][layer & 1].start }
        return outputs[layer].start + first(chunk, byRow: layer >= network.poolingLayer) * network.layers[layer].output.count
    }

    /// What the lowest layer that keeps anything reads, of the portion; nil where that is the network's inputs.
    var lowestInputs: FloatBuffer? { lowestKept > 0 ? outputs[lowestKept - 1] : nil }

    /// Nil where the layer keeps nothing.
    func cache(_ layer: Int, _ chunk: TrainingChunk) -> UnsafeMutablePointer<Float>? {
        guard layer >= lowestKept else { return nil }
        return cacheBuffers[layer].start + first(chunk, byRow: layer > network.poolingLayer) * network.layers[layer].cacheCount
    }

    /// Nil where the layer keeps nothing.
    func batchCache(_ layer: Int) -> UnsafeMutablePointer<Float>? { layer >= lowestKept ? batchCacheBuffers[layer].start : nil }

    /// Places that a layer's `batchCache` is laid out for.
    func batchPlaces(_ layer: Int) -> Int { layer > network.poolingLayer ? capacity.rows : capacity.places }

    /// Where ∂loss/∂(a layer's output) goes.
    func gradient(_ layer: Int, _ chunk: TrainingChunk, _ lane: Int) -> UnsafeMutablePointer<Float> {
        guard gradients[layer].count > 0 else { return laneBuffers[lane][layer & 1].start }
        return gradients[layer].start + first(chunk, byRow: layer >= network.poolingLayer) * network.layers[layer].output.count
    }

    func scratch(_ lane: Int) -> UnsafeMutablePointer<Float> { laneScratch[lane].start }
    func lossScratch(_ lane: Int) -> UnsafeMutablePointer<Float> { laneLossScratch[lane].start }
    func piece(_ lane: Int) -> UnsafeMutablePointer<Float> { lanePieces[lane].start }
    func sums(_ chunk: Int) -> UnsafeMutablePointer<Float> {
        microBatchSums.start + (chunk - portion.chunks.lowerBound) * microBatchSumCount
    }
    func clearSums(_ chunk: Int) { sums(chunk).update(repeating: 0, count: microBatchSumCount) }
}
