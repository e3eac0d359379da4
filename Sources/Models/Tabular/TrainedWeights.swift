import NeuralNetworks
import Tensors

/// Weights, gradients, moments and moving average of a tabular network.
final class TrainedWeights {
    let mlp: MLP
    let average: FloatBuffer
    private let m: FloatBuffer
    private let v: FloatBuffer
    /// Every category's embedding, one after another: `[levels + 1, width]` each.
    let embeddings: FloatBuffer
    let averageEmbeddings: FloatBuffer
    let embeddingGradients: FloatBuffer
    private let embeddingM: FloatBuffer
    private let embeddingV: FloatBuffer
    private let tableSizes: [Int]

    init(_ version: TabularVersion, capacity: Int) {
        let document = version.document
        mlp = MLP(document.shape, capacity: capacity)
        mlp.parameters.elements = document.shape.parameters(version.byName)
        average = FloatBuffer(count: mlp.parameters.count)
        average.elements = mlp.parameters.elements
        m = FloatBuffer(count: mlp.parameters.count)
        v = FloatBuffer(count: mlp.parameters.count)
        let tables = document.embeddings(version.byName)
        tableSizes = tables.map(\.count)
        let count = tableSizes.reduce(0, +)
        embeddings = FloatBuffer(count: count)
        embeddings.elements = Array(tables.joined())
        averageEmbeddings = FloatBuffer(count: count)
        averageEmbeddings.elements = embeddings.elements
        embeddingGradients = FloatBuffer(count: count)
        embeddingM = FloatBuffer(count: count)
        embeddingV = FloatBuffer(count: count)
    }

    /// Clips, updates, averages. Decay is applied to the weight matrices alone.
    func update(step: Int, rate: Double, weightDecay: Float, clipNorm: Float, averageDecay: Double) {
        let squares =
            Kernels.sumOfSquares(mlp.gradients.start, count: mlp.gradients.count)
            + Kernels.sumOfSquares(embeddingGradients.start, count: embeddingGradients.count)
        let norm = Float(squares.squareRoot())
        var update = AdamWStep(rate: Float(rate), decay: 0, step: step)
        if clipNorm > 0 && norm > clipNorm { update.gradientScale = clipNorm / norm }
        for layer in 0..<mlp.shape.layers {
            update.decay = weightDecay
            apply(update, from: mlp.shape.weightOffset(layer), to: mlp.shape.biasOffset(layer))
            update.decay = 0
            apply(update, from: mlp.shape.biasOffset(layer), to: mlp.shape.weightOffset(layer + 1))
        }
        update.apply(
            embeddings.start, gradient: embeddingGradients.start, m: embeddingM.start, v: embeddingV.start, count: embeddings.count)
        Kernels.average(average.start, mlp.parameters.start, count: average.count, decay: Float(averageDecay))
        Kernels.average(averageEmbeddings.start, embeddings.start, count: embeddings.count, decay: Float(averageDecay))
    }

    private func apply(_ update: AdamWStep, from start: Int, to end: Int) {
        update.apply(
            mlp.parameters.start + start, gradient: mlp.gradients.start + start, m: m.start + start, v: v.start + start, count: end - start)
    }

    /// One array a category.
    func tables(of buffer: FloatBuffer) -> [[Float]] {
        var start = 0
        return tableSizes.map { size in
            defer { start += size }
            return Array(UnsafeBufferPointer(start: buffer.start + start, count: size))
        }
    }

    /// What a checkpoint holds.
    var buffers: [(name: String, buffer: FloatBuffer)] {
        [
            ("weights", mlp.parameters), ("average", average), ("m", m), ("v", v), ("embeddings", embeddings),
            ("average_embeddings", averageEmbeddings), ("embeddings_m", embeddingM), ("embeddings_v", embeddingV),
        ]
    }
}
