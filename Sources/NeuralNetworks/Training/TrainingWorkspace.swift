import Tensors

/// Every layer's place for a batch of rows: what it puts out, what it keeps, its gradients; and the threads' own scratch.
final class TrainingWorkspace {
    /// Rows in a micro-batch, by shape alone: a batch's sums have the same bits on any number of threads.
    private static let microBatchRows = 8

    private let network: Network
    private let lanes: Int
    /// Whether rows go through the network micro-batch by micro-batch: by shape alone, whatever is frozen.
    private let usesMicroBatches: Bool
    private let microBatchSumCount: Int
    private let outputs: [FloatBuffer]
    private let cacheBuffers: [FloatBuffer]
    /// Of layers whose gradients are taken over the whole batch; empty for others, which take turns in the lane's two buffers.
    private let gradients: [FloatBuffer]
    let prepared: [FloatBuffer]
    private let microBatchSums: FloatBuffer
    private let laneGradients: [[FloatBuffer]]
    private let laneScratch: [FloatBuffer]
    private let laneLossScratch: [FloatBuffer]
    /// By chunk; written by whoever works on it.
    let losses: UnsafeMutablePointer<Double>

    init(_ network: Network, _ plan: GradientPlan, capacity: Int, lanes: Int, lossScratch: Int) {
        self.network = network
        self.lanes = lanes
        usesMicroBatches = network.microBatchParameters > 0
        microBatchSumCount = plan.microBatchSumCount
        let most = usesMicroBatches ? min(capacity, Self.microBatchRows) : capacity
        outputs = network.layers.map { FloatBuffer(count: capacity * $0.output.count) }
        cacheBuffers = network.layers.map { FloatBuffer(count: capacity * $0.cacheCount) }
        let learns = plan.positions.map { $0.contains { $0 != nil } }
        gradients = network.layers.enumerated().map { index, layer in
            let isOwn = layer.gradientSlices > 0 && learns[index] && index < network.layers.count - 1
            return FloatBuffer(count: isOwn ? capacity * layer.output.count : 0)
        }
        prepared = network.layers.map { FloatBuffer(count: $0.preparedCount) }
        microBatchSums = FloatBuffer(count: microBatchSumCount * ((capacity + Self.microBatchRows - 1) / Self.microBatchRows))
        laneGradients = (0..<lanes).map { _ in (0..<2).map { _ in FloatBuffer(count: most * network.widest) } }
        laneScratch = (0..<lanes).map { _ in FloatBuffer(count: network.scratchCount + most * network.scratchCountPerRow) }
        laneLossScratch = (0..<lanes).map { _ in FloatBuffer(count: lossScratch) }
        losses = .allocate(capacity: max(1, capacity))
        losses.initialize(repeating: 0, count: max(1, capacity))
    }

    deinit { losses.deallocate() }

    /// Rows that go through the network together.
    private func chunkRows(_ rows: Int) -> Int {
        if usesMicroBatches { return Self.microBatchRows }
        // Without sums any cut gives the same bits: all at once on one thread, some blocks for each of several.
        return lanes == 1 ? max(1, rows) : max(8, (rows + 3 * lanes - 1) / (3 * lanes))
    }

    func chunks(rows: Int) -> Int { (rows + chunkRows(rows) - 1) / chunkRows(rows) }

    func rows(ofChunk chunk: Int, of rows: Int) -> Range<Int> {
        chunk * chunkRows(rows)..<min(rows, (chunk + 1) * chunkRows(rows))
    }

    func output(_ layer: Int, _ row: Int) -> UnsafeMutablePointer<Float> {
        outputs[layer].start + row * network.layers[layer].output.count
    }

    func cache(_ layer: Int, _ row: Int) -> UnsafeMutablePointer<Float> {
        cacheBuffers[layer].start + row * network.layers[layer].cacheCount
    }

    /// Where ∂loss/∂(a layer's output) goes.
    func gradient(_ layer: Int, _ row: Int, _ lane: Int) -> UnsafeMutablePointer<Float> {
        gradients[layer].count > 0
            ? gradients[layer].start + row * network.layers[layer].output.count : laneGradients[lane][layer & 1].start
    }

    func scratch(_ lane: Int) -> UnsafeMutablePointer<Float> { laneScratch[lane].start }
    func lossScratch(_ lane: Int) -> UnsafeMutablePointer<Float> { laneLossScratch[lane].start }
    func sums(_ chunk: Int) -> UnsafeMutablePointer<Float> { microBatchSums.start + chunk * microBatchSumCount }
    func clearSums(_ chunk: Int) { sums(chunk).update(repeating: 0, count: microBatchSumCount) }
}
