import Tensors

/// What an encoder layer drops while training: shares from 0 to below 1.
public struct EncoderDropout: Hashable, Sendable {
    /// Of the attention's probabilities.
    public var attention: Float
    /// Of what GELU puts out.
    public var activation: Float
    /// Of what attention and feed-forward put out, before they are added to what went in.
    public var output: Float

    /// BERT drops no activations; PyTorch's `TransformerEncoderLayer` has one share for all three.
    public init(attention: Float = 0, activation: Float = 0, output: Float = 0) {
        self.attention = attention
        self.activation = activation
        self.output = output
    }
}

/// A transformer's encoder layer with its norms behind (Vaswani et al. 2017): h = norm₁(x + attention(x)), y = norm₂(h + feedforward(h)), with
/// gelu(h · W₁ + b₁) · W₂ + b₂ as the feed-forward.
///
/// As PyTorch's `TransformerEncoderLayer(norm_first=False, activation="gelu")`, whose names and shapes its parameters have, and as BERT's layers.
public struct EncoderLayer: Layer {
    private var attention: SelfAttention
    private let attentionNorm: LayerNorm
    private var feedForward: FeedForward
    private let outputNorm: LayerNorm
    private let attentionDropped: RowDropout
    private let outputDropped: RowDropout

    init(
        _ path: String,
        input: Extent,
        heads: Int,
        hidden: Int,
        epsilon: Float,
        dropout: EncoderDropout,
        _ allocator: inout ParameterAllocator
    ) {
        attention = SelfAttention(path + ".self_attn", input: input, heads: heads, dropout: dropout.attention, &allocator)
        feedForward = FeedForward(path, input: input, hidden: hidden, dropout: dropout.activation, &allocator)
        attentionNorm = LayerNorm(path + ".norm1", input: input, epsilon: epsilon, &allocator)
        outputNorm = LayerNorm(path + ".norm2", input: input, epsilon: epsilon, &allocator)
        attentionDropped = RowDropout(share: dropout.output, &allocator)
        outputDropped = RowDropout(share: dropout.output, &allocator)
    }

    /// `width` floats a place.
    public var input: Extent { attention.input }
    /// As the input.
    public var output: Extent { input }
    /// `self_attn.…`, `linear1.…`, `linear2.…`, `norm1.…`, `norm2.…`.
    public var parameters: [Parameter] {
        attention.parameters + feedForward.parameters + attentionNorm.parameters + outputNorm.parameters
    }
    /// False where anything is dropped, and with weights in bfloat16.
    public var isSameInTraining: Bool {
        attention.isSameInTraining && feedForward.isSameInTraining && attentionDropped.share == 0 && outputDropped.share == 0
    }
    /// The attention's and both norms'.
    public var cacheCount: Int { attention.cacheCount + attentionNorm.cacheCount + outputNorm.cacheCount }
    /// The attention's, the feed-forward's; each norm's input, later the gradient of what was added there; and h.
    public var batchCacheCount: Int { attention.batchCacheCount + feedForward.batchCacheCount + 3 * width }
    /// Two gradients, or what is not kept; and what the larger of its halves needs.
    public var scratchCountPerPlace: Int { 2 * width + max(attention.scratchCountPerPlace, feedForward.scratchCountPerPlace) }
    /// Wᵀ of its four linear maps.
    public var preparedCount: Int { attention.preparedCount + feedForward.preparedCount }
    /// True: gradients go through one half to reach the other.
    public var preparesForItself: Bool { true }
    /// The attention's, then the feed-forward's.
    public var gradientSlices: Int { attention.gradientSlices + feedForward.gradientSlices }
    private var width: Int { input.count }
    private var parametersOfAttention: Int { attention.parameterCount }
    private var parametersOfHalves: Int { parametersOfAttention + feedForward.parameterCount }

    /// Of the half whose slice it is; the norms' gradients are summed micro-batch by micro-batch.
    public func gradientRange(slice: Int, parameter: Int) -> Range<Int> {
        let ofSecond = slice - attention.gradientSlices
        guard parameter < parametersOfHalves, (ofSecond < 0) == (parameter < parametersOfAttention) else { return 0..<0 }
        return ofSecond < 0
            ? attention.gradientRange(slice: slice, parameter: parameter)
            : feedForward.gradientRange(slice: ofSecond, parameter: parameter - parametersOfAttention)
    }

    /// With its four linear maps in bfloat16; attention, GELU, norms and sums stay in 32 bits.
    public func rounded(_ parameters: ParameterMemory) -> EncoderLayer {
        var layer = self
        layer.attention = attention.rounded(parameters)
        layer.feedForward = feedForward.rounded(parameters)
        return layer
    }

    /// The attention's, then the feed-forward's.
    public func prepare(_ parameters: ParameterMemory, into prepared: UnsafeMutablePointer<Float>, isFirst: Bool) {
        attention.prepare(parameters, into: prepared, isFirst: isFirst)
        feedForward.prepare(parameters, into: prepared + attention.preparedCount, isFirst: isFirst)
    }

    /// One after another, what lies between them in the batch's cache or, where nothing is kept, in scratch.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        let parts = Parts(self, pass)
        let count = pass.places * width
        let (summed, middle) = (parts.attentionSum ?? parts.one, parts.middle ?? parts.other)
        attention.forward(x, into: summed, parts.attention)
        attentionDropped.apply(summed, into: summed, width: width, pass)
        Kernels.add(x, to: summed, count: count)
        attentionNorm.forward(summed, into: middle, parts.attentionNorm)
        let last = parts.outputSum ?? parts.one
        feedForward.forward(middle, into: last, parts.feedForward)
        outputDropped.apply(last, into: last, width: width, pass)
        Kernels.add(middle, to: last, count: count)
        outputNorm.forward(last, into: y, parts.outputNorm)
    }

    /// Back through both halves and both sums; dx is nil where nothing below learns.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        let parts = Parts(self, pass)
        let count = pass.places * width
        let (summed, middle, last) = (parts.attentionSum!, parts.middle!, parts.outputSum!)
        outputNorm.backward(last, y, dy, into: parts.one, parts.outputNorm)
        outputDropped.apply(parts.one, into: last, width: width, pass)
        feedForward.backward(middle, last, last, into: parts.other, parts.feedForward)
        Kernels.add(parts.one, to: parts.other, count: count)
        attentionNorm.backward(summed, middle, parts.other, into: parts.one, parts.attentionNorm)
        attentionDropped.apply(parts.one, into: summed, width: width, pass)
        attention.backward(x, summed, summed, into: dx, parts.attention)
        if let dx { Kernels.add(parts.one, to: dx, count: count) }
    }

    /// A slice of a half's gradients, from what lies in the batch's cache.
    public func gradient(
        slice: Int,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ batch: BatchPass,
        into gradients: (Int) -> UnsafeMutablePointer<Float>?
    ) {
        let ofSecond = slice - attention.gradientSlices
        let before = attention.batchCacheCount + feedForward.batchCacheCount
        if ofSecond < 0 {
            attention.gradient(slice: slice, x, batch.batchCache(before: before), batch, into: gradients)
        } else {
            var inner = batch
            inner.batchCache = batch.batchCache(before: attention.batchCacheCount)
            feedForward.gradient(
                slice: ofSecond,
                batch.batchCache(before: before + width),
                batch.batchCache(before: before + 2 * width),
                inner
            ) {
                gradients($0 + parametersOfAttention)
            }
        }
    }

    /// Where the parts lie in what a pass has, and each part's own pass.
    private struct Parts {
        /// In scratch, `[places, width]` each.
        let one, other: UnsafeMutablePointer<Float>
        /// In the batch's cache; nil where there is none.
        let attentionSum, middle, outputSum: UnsafeMutablePointer<Float>?
        var attention, attentionNorm, feedForward, outputNorm: LayerPass

        init(_ layer: EncoderLayer, _ pass: LayerPass) {
            let width = layer.width
            let halves = layer.attention.batchCacheCount + layer.feedForward.batchCacheCount
            attentionSum = pass.batchCache(before: halves, width: width)
            middle = pass.batchCache(before: halves + width, width: width)
            outputSum = pass.batchCache(before: halves + 2 * width, width: width)
            one = pass.scratch
            other = one + pass.places * width
            var inner = pass
            inner.scratch = other + pass.places * width
            attention = inner
            attentionNorm = inner
            attentionNorm.cache = pass.cache.map { $0 + pass.places * layer.attention.cacheCount }
            outputNorm = attentionNorm
            outputNorm.cache = attentionNorm.cache.map { $0 + pass.places * layer.attentionNorm.cacheCount }
            feedForward = inner
            feedForward.batchCache = pass.batchCache.map { $0 + layer.attention.batchCacheCount * pass.batchPlaces }
            feedForward.prepared = pass.prepared.map { $0 + layer.attention.preparedCount }
        }
    }
}
