import Tensors

/// Multi-head self-attention over each row's places (Vaswani et al. 2017): y = concat over heads of softmax(q · kᵀ / √d) · v, times W_out + b_out,
/// where q, k and v are x · W_in + b_in, side by side, and d = width / heads.
///
/// Parameters are named and shaped as those of PyTorch's `MultiheadAttention`; probabilities are dropped in training by the row's number and
/// their places in it. The backward pass makes the probabilities again rather than keep them.
public struct SelfAttention: Layer {
    /// `width` floats a place.
    public let input: Extent
    /// Heads, which share out the width evenly.
    public let heads: Int
    private let attentionDropout: RowDropout
    private var project: Projection
    private var join: Projection

    /// - Precondition: `heads` divides the input's width.
    init(_ path: String, input: Extent, heads: Int, dropout: Float, _ allocator: inout ParameterAllocator) {
        let width = input.count
        precondition(heads > 0 && width.isMultiple(of: heads), "\(heads) heads of a width of \(width)")
        self.input = input
        self.heads = heads
        attentionDropout = RowDropout(share: dropout, &allocator)
        project = Projection(
            weight: path + ".in_proj_weight",
            bias: path + ".in_proj_bias",
            inputs: width,
            outputs: 3 * width,
            parts: [LowRank.Map.query, .key, .value].map { ("\(path).\($0.rawValue)", $0) },
            &allocator
        )
        join = Projection(
            weight: path + ".out_proj.weight",
            bias: path + ".out_proj.bias",
            inputs: width,
            outputs: width,
            parts: [(path + ".out_proj", .output)],
            &allocator
        )
    }

    /// As the input.
    public var output: Extent { input }
    /// `in_proj_weight [3 · width, width]` with q, k and v one after another, `in_proj_bias`, `out_proj.weight`, `out_proj.bias`.
    public var parameters: [Parameter] { project.parameters + join.parameters }
    /// False where anything is dropped, and with weights in bfloat16.
    public var isSameInTraining: Bool { attentionDropout.share == 0 && project.isSameInTraining && join.isSameInTraining }
    /// Each head's largest score and 1 / the sum of its exponentials.
    public var cacheCount: Int { 2 * heads }
    /// q, k and v, later their gradients; what the heads put out, where W_out learns; and what adapters keep.
    public var batchCacheCount: Int { keptCount + project.keptCount + join.keptCount }
    /// Floats a place before those of adapters.
    private var keptCount: Int { join.learns ? 4 * width : 3 * width }
    /// The first two on a pass that keeps nothing, and one row's scores or what its maps need.
    public var scratchCountPerPlace: Int {
        let scores = Kernels.attentionScratchCount(width: width, heads: heads)
        return 4 * width + max(scores, project.scratchCountPerPlace, join.scratchCountPerPlace)
    }
    /// Both Wᵀ.
    public var preparedCount: Int { project.preparedCount + join.preparedCount }
    /// True: W_out's dx leads to W_in's gradient, even where nothing below learns.
    public var preparesForItself: Bool { true }
    /// Those of W_in, then those of W_out.
    public var gradientSlices: Int { project.gradientSlices + join.gradientSlices }
    private var width: Int { input.count }
    var parameterCount: Int { project.parameterCount + join.parameterCount }

    /// Of the one projection whose slice it is.
    public func gradientRange(slice: Int, parameter: Int) -> Range<Int> {
        let ofJoin = slice - project.gradientSlices
        let ofProject = project.parameterCount
        guard (ofJoin < 0) == (parameter < ofProject) else { return 0..<0 }
        return ofJoin < 0
            ? project.gradientRange(slice: slice, parameter: parameter)
            : join.gradientRange(slice: ofJoin, parameter: parameter - ofProject)
    }

    /// With both maps in bfloat16; attention itself stays as it is.
    public func rounded(_ parameters: ParameterMemory) -> SelfAttention {
        var layer = self
        layer.project = project.rounded(parameters)
        layer.join = join.rounded(parameters)
        return layer
    }

    /// Wᵀ of W_in, then of W_out.
    public func prepare(_ parameters: ParameterMemory, into prepared: UnsafeMutablePointer<Float>, isFirst: Bool) {
        project.prepare(parameters, into: prepared, isFirst: isFirst)
        join.prepare(parameters, into: prepared + project.preparedCount, isFirst: isFirst)
    }

    private func key(_ pass: LayerPass, row: Int) -> (key: UInt64, share: Float) {
        attentionDropout.isActive(pass) ? (attentionDropout.key(pass, row: row), attentionDropout.share) : (0, 0)
    }

    /// Each row's places look at each other, and at no other row's.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        let qkv = pass.batchCache(before: 0, width: 3 * width) ?? pass.scratch
        let kept = join.learns ? pass.batchCache(before: 3 * width, width: width) : nil
        let heard = kept ?? pass.scratch + 3 * width * pass.places
        let own = pass.scratch + 4 * width * pass.places
        project.forward(x, into: qkv, places: pass.places, pass, prepared: pass.prepared, before: keptCount, scratch: own)
        for row in 0..<pass.rows {
            let places = pass.places(of: row)
            let (key, share) = key(pass, row: row)
            Kernels.attention(
                qkv + places.lowerBound * 3 * width,
                places: places.count,
                width: width,
                heads: heads,
                key: key,
                share: share,
                into: heard + places.lowerBound * width,
                statistics: pass.cache.map { $0 + places.lowerBound * cacheCount },
                scratch: own
            )
        }
        join.forward(
            heard,
            into: y,
            places: pass.places,
            pass,
            prepared: pass.prepared.map { $0 + project.preparedCount },
            before: keptCount + project.keptCount,
            scratch: own
        )
    }

    /// The gradients at q, k and v take their place in the batch's cache, where `gradient` reads them; dx = theirs · W_inᵀ.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        let qkv = pass.batchCache(before: 0, width: 3 * width)!
        let (dheard, own) = (pass.scratch, pass.scratch + width * pass.places)
        join.backward(
            dy,
            into: dheard,
            pass,
            prepared: pass.prepared! + project.preparedCount,
            before: keptCount + project.keptCount,
            scratch: own
        )
        for row in 0..<pass.rows {
            let places = pass.places(of: row)
            let (key, share) = key(pass, row: row)
            Kernels.attentionBackward(
                qkv + places.lowerBound * 3 * width,
                dheard + places.lowerBound * width,
                places: places.count,
                width: width,
                heads: heads,
                key: key,
                share: share,
                statistics: pass.cache! + places.lowerBound * cacheCount,
                scratch: own
            )
        }
        project.backward(qkv, into: dx, pass, prepared: pass.prepared, before: keptCount, scratch: own)
    }

    /// A panel of dW_in from x and the gradients at q, k and v, or of dW_out from what the heads put out and dy.
    public func gradient(
        slice: Int,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ batch: BatchPass,
        into gradients: (Int) -> UnsafeMutablePointer<Float>?
    ) {
        let ofJoin = slice - project.gradientSlices
        if ofJoin < 0 {
            project.gradient(slice: slice, x, batch.batchCache(before: 0), batch, before: keptCount, into: gradients)
        } else {
            let heard = batch.batchCache(before: 3 * width)
            let ofProject = project.parameterCount
            join.gradient(slice: ofJoin, heard, dy, batch, before: keptCount + project.keptCount) { gradients($0 + ofProject) }
        }
    }
}
