import Tensors

/// y = gelu(x · W₁ + b₁) · W₂ + b₂, place by place: the second half of an encoder layer, itself part of one.
struct FeedForward: Layer {
    let input: Extent
    private(set) var first: Projection
    private(set) var second: Projection
    /// Of what GELU puts out.
    private let dropout: RowDropout

    init(_ path: String, input: Extent, hidden: Int, dropout: Float, _ allocator: inout ParameterAllocator) {
        self.input = input
        self.dropout = RowDropout(share: dropout, &allocator)
        let (one, two) = (path + ".linear1", path + ".linear2")
        first = Projection(
            weight: one + ".weight",
            bias: one + ".bias",
            inputs: input.count,
            outputs: hidden,
            parts: [(one, .linear1)],
            &allocator
        )
        second = Projection(
            weight: two + ".weight",
            bias: two + ".bias",
            inputs: hidden,
            outputs: input.count,
            parts: [(two, .linear2)],
            &allocator
        )
    }

    var output: Extent { input }
    var parameters: [Parameter] { first.parameters + second.parameters }
    var isSameInTraining: Bool { dropout.share == 0 && first.isSameInTraining && second.isSameInTraining }
    /// GELU's slopes, later the gradient of what it is given; what it puts out, where the second map learns; and what adapters keep.
    var batchCacheCount: Int { keptCount + first.keptCount + second.keptCount }
    /// Floats a place before those of adapters.
    private var keptCount: Int { second.learns ? 2 * hidden : hidden }
    var scratchCountPerPlace: Int { hidden + max(first.scratchCountPerPlace, second.scratchCountPerPlace) }
    var preparedCount: Int { first.preparedCount + second.preparedCount }
    var preparesForItself: Bool { true }
    var gradientSlices: Int { first.gradientSlices + second.gradientSlices }
    private var hidden: Int { first.outputs }
    var parameterCount: Int { first.parameterCount + second.parameterCount }

    func gradientRange(slice: Int, parameter: Int) -> Range<Int> {
        let ofSecond = slice - first.gradientSlices
        let ofFirst = first.parameterCount
        guard (ofSecond < 0) == (parameter < ofFirst) else { return 0..<0 }
        return ofSecond < 0
            ? first.gradientRange(slice: slice, parameter: parameter)
            : second.gradientRange(slice: ofSecond, parameter: parameter - ofFirst)
    }

    func rounded(_ parameters: ParameterMemory) -> FeedForward {
        var layer = self
        layer.first = first.rounded(parameters)
        layer.second = second.rounded(parameters)
        return layer
    }

    func prepare(_ parameters: ParameterMemory, into prepared: UnsafeMutablePointer<Float>, isFirst: Bool) {
        first.prepare(parameters, into: prepared, isFirst: isFirst)
        second.prepare(parameters, into: prepared + first.preparedCount, isFirst: isFirst)
    }

    func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        let kept = pass.batchCache(before: 0, width: hidden)
        let given = kept ?? pass.scratch
        let bent = (second.learns ? pass.batchCache(before: hidden, width: hidden) : nil) ?? pass.scratch
        let own = pass.scratch + pass.places * hidden
        first.forward(x, into: given, places: pass.places, pass, prepared: pass.prepared, before: keptCount, scratch: own)
        if kept == nil {
            Kernels.gelu(given, into: bent, count: pass.places * hidden)
        } else {
            Kernels.geluKeepingSlopes(given, into: bent, count: pass.places * hidden)
        }
        dropout.apply(bent, into: bent, width: hidden, pass)
        second.forward(
            bent,
            into: y,
            places: pass.places,
            pass,
            prepared: pass.prepared.map { $0 + first.preparedCount },
            before: keptCount + first.keptCount,
            scratch: own
        )
    }

    func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        // The slopes, which the gradient of what GELU puts out is multiplied by.
        let given = pass.batchCache(before: 0, width: hidden)!
        let own = pass.scratch + pass.places * hidden
        let prepared = pass.prepared! + first.preparedCount
        if second.scalesGradients, !dropout.isActive(pass) {
            second.backward(dy, scaling: given, pass, prepared: prepared)
        } else {
            second.backward(dy, into: pass.scratch, pass, prepared: prepared, before: keptCount + first.keptCount, scratch: own)
            dropout.apply(pass.scratch, into: pass.scratch, width: hidden, pass)
            Kernels.multiply(pass.scratch, into: given, count: pass.places * hidden)
        }
        first.backward(given, into: dx, pass, prepared: pass.prepared, before: keptCount, scratch: own)
    }

    func gradient(
        slice: Int,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ batch: BatchPass,
        into gradients: (Int) -> UnsafeMutablePointer<Float>?
    ) {
        let ofSecond = slice - first.gradientSlices
        if ofSecond < 0 {
            first.gradient(slice: slice, x, batch.batchCache(before: 0), batch, before: keptCount, into: gradients)
        } else {
            let bent = batch.batchCache(before: hidden)
            let ofFirst = first.parameterCount
            second.gradient(slice: ofSecond, bent, dy, batch, before: keptCount + first.keptCount) { gradients($0 + ofFirst) }
        }
    }
}
