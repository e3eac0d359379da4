import Tensors

/// y = x · W + b within a layer that is put together of several: no layer itself, but what one is to its linear maps.
///
/// `W [in, out]` is stored in panels of 32 columns, `[out / 32, in, 32]`, so that a product reads it from first to last and nothing is packed: a
/// few places are multiplied as fast as memory gives W. Where 32 does not divide `out`, it is stored plainly.
struct Projection: Sendable {
    let inputs: Int
    let outputs: Int
    /// `[out, in]` in files.
    let weight: Parameter
    /// `[out]`.
    let bias: Parameter
    /// Columns of a panel.
    private let panel: Int
    /// W in bfloat16, where it serves so.
    private var bfloat16: BFloat16Matrix?
    /// Whether training multiplies W in bfloat16, rounded anew before each step.
    private let trainsInPairs: Bool
    /// Beside it, one after another.
    private let adapters: [LowRankAdapter]
    /// Whether anything here ever learns, for which inputs are kept: what lies in a mapped file does not.
    let learns: Bool

    /// - Parameter parts: What its output is put together of, side by side and equally wide, and where their adapters' names begin.
    init(
        weight: String,
        bias: String,
        inputs: Int,
        outputs: Int,
        parts: [(path: String, map: LowRank.Map)],
        _ allocator: inout ParameterAllocator
    ) {
        self.inputs = inputs
        self.outputs = outputs
        panel = Self.panel(outputs)
        self.weight = allocator.parameter(
            weight,
            stored: [outputs / panel, inputs, panel],
            axes: [0, 2, 1],
            shape: [outputs, inputs],
            initial: .normal(deviation: 0.02),
            decays: true,
            perMicroBatch: false
        )
        self.bias = allocator.parameter(bias, stored: [outputs], decays: false, perMicroBatch: false)
        trainsInPairs = allocator.multipliesPairs && panel == Kernels.panel && Self.panel(inputs) == Kernels.panel
        let width = outputs / parts.count
        adapters = parts.enumerated().compactMap { index, part in
            guard let form = allocator.adapters, form.maps.contains(part.map) else { return nil }
            return LowRankAdapter(part.path, form, inputs: inputs, columns: index * width..<(index + 1) * width, &allocator)
        }
        learns = self.weight.segment == .owned || self.bias.segment == .owned || !adapters.isEmpty
    }

    private static func panel(_ columns: Int) -> Int { columns.isMultiple(of: Kernels.panel) ? Kernels.panel : columns }

    /// How many parameters there are.
    var parameterCount: Int { 2 + 2 * adapters.count }
    /// W, b, then each adapter's A and B.
    var parameters: [Parameter] { [weight, bias] + adapters.flatMap(\.parameters) }
    /// Wᵀ, or both W and Wᵀ in bfloat16; and what the adapters prepare.
    var preparedCount: Int { inputs * outputs + adapters.reduce(0) { $0 + $1.preparedCount } }
    /// One for twelve panels of W, then one for each adapter.
    var gradientSlices: Int { ownSlices + adapters.count }
    private var ownSlices: Int { (outputs + sliceColumns - 1) / sliceColumns }
    /// Floats a place of the batch's cache: the adapters'.
    var keptCount: Int { adapters.reduce(0) { $0 + $1.keptCount } }
    /// Below what learns, where nothing is prepared: false with weights in bfloat16, and where an adapter drops something.
    var isSameInTraining: Bool { bfloat16 == nil && adapters.allSatisfy(\.isSameInTraining) }
    private var sliceColumns: Int { 12 * panel }

    /// Of W the slice's panels and of b their columns, of an adapter everything in its own.
    ///
    /// - Parameter parameter: 0: W, 1: b, and so on.
    func gradientRange(slice: Int, parameter: Int) -> Range<Int> {
        guard parameter < 2 else { return 0..<(slice == ownSlices + (parameter - 2) / 2 ? parameters[parameter].count : 0) }
        guard slice < ownSlices else { return 0..<0 }
        let columns = columns(ofSlice: slice)
        return parameter == 0 ? columns.lowerBound * inputs..<columns.upperBound * inputs : columns
    }

    private func columns(ofSlice slice: Int) -> Range<Int> { slice * sliceColumns..<min((slice + 1) * sliceColumns, outputs) }

    /// Wᵀ, in panels where 32 divides both sizes and both are; in pairs W before it.
    func prepare(_ parameters: ParameterMemory, into prepared: UnsafeMutablePointer<Float>, isFirst: Bool) {
        // What is mapped stays what it is.
        if isFirst || weight.segment == .owned { transpose(parameters[weight], into: prepared) }
        var own = prepared + inputs * outputs
        for adapter in adapters {
            adapter.prepare(parameters, into: own)
            own += adapter.preparedCount
        }
    }

    private func transpose(_ from: UnsafePointer<Float>, into prepared: UnsafeMutablePointer<Float>) {
        if trainsInPairs { return PairedProducts.pack(from, k: inputs, n: outputs, into: prepared) }
        if transposesPanels { return Kernels.transposePanels(from, k: inputs, n: outputs, into: prepared) }
        for first in stride(from: 0, to: outputs, by: panel) {
            Kernels.transpose(rows: inputs, columns: panel, from + first * inputs, into: prepared + first * inputs)
        }
    }

    private var transposesPanels: Bool { panel == Kernels.panel && Self.panel(inputs) == Kernels.panel }

    /// This map with W in bfloat16; itself where W is stored plainly. Training would go on with the floats.
    func rounded(_ parameters: ParameterMemory) -> Projection {
        guard panel == Kernels.panel else { return self }
        var projection = self
        projection.bfloat16 = BFloat16Matrix(panels: parameters[weight], k: inputs, n: outputs)
        return projection
    }

    /// Floats of scratch a place for `forward` and `backward`.
    var scratchCountPerPlace: Int {
        let own = trainsInPairs ? max(inputs, outputs) / 2 : bfloat16 == nil ? 0 : BFloat16Matrix.scratchCount(k: inputs)
        return adapters.reduce(own) { max($0, $1.scratchCountPerPlace, $1.backwardScratchCountPerPlace) }
    }

    /// Fills `y [places, out]`; by W in bfloat16 where `rounded` and not in training, or where training does so and has it prepared.
    ///
    /// - Parameters:
    ///   - prepared: What `prepare` made; nil: there is none.
    ///   - before: Floats a place of the batch's cache before its own `keptCount`.
    ///   - scratch: `scratchCountPerPlace` floats for each place.
    func forward(
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        places: Int,
        _ pass: LayerPass,
        prepared: UnsafePointer<Float>?,
        before: Int,
        scratch: UnsafeMutablePointer<Float>
    ) {
        multiply(x, into: y, places: places, pass, prepared: prepared, scratch: scratch)
        var before = before
        for adapter in adapters {
            adapter.forward(x, addingTo: y, outputs: outputs, pass, before: before, scratch: scratch)
            before += adapter.keptCount
        }
    }

    private func multiply(
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        places: Int,
        _ pass: LayerPass,
        prepared: UnsafePointer<Float>?,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let b = pass.parameter(bias)
        if trainsInPairs, pass.isTraining, let prepared {
            return PairedProducts.multiply(x, prepared, bias: b, into: y, m: places, n: outputs, k: inputs, scratch: scratch)
        }
        if let bfloat16, !pass.isTraining { return bfloat16.multiply(x, rows: places, bias: b, into: y, scratch: scratch) }
        let w = pass.parameter(weight)
        if panel == Kernels.panel {
            Kernels.multiplyPanels(x, w, bias: b, into: y, m: places, n: outputs, k: inputs)
        } else {
            Kernels.multiply(x, w, bias: b, relu: false, into: y, m: places, n: outputs, k: inputs)
        }
    }

    /// dx *= dy · Wᵀ, number by number.
    ///
    /// - Precondition: `scalesGradients`.
    func backward(_ dy: UnsafePointer<Float>, scaling dx: UnsafeMutablePointer<Float>, _ pass: LayerPass, prepared: UnsafePointer<Float>) {
        Kernels.multiplyPanels(dy, prepared, scaling: dx, m: pass.places, n: inputs, k: outputs)
    }

    /// Whether one product makes dx, so that a factor can be multiplied on the way.
    var scalesGradients: Bool { transposesPanels && !trainsInPairs && adapters.isEmpty }

    /// dx = dy · Wᵀ, where wanted, and what the adapters' gradients are taken from.
    ///
    /// - Parameters:
    ///   - prepared: Nil where no dx is wanted and there is no adapter.
    ///   - before: As in `forward`.
    ///   - scratch: `scratchCountPerPlace` floats for each place.
    func backward(
        _ dy: UnsafePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass,
        prepared: UnsafePointer<Float>?,
        before: Int,
        scratch: UnsafeMutablePointer<Float>
    ) {
        if let dx, let prepared {
            if trainsInPairs {
                let transposed = prepared + PairedProducts.count(k: inputs, n: outputs)
                PairedProducts.multiply(
                    dy,
                    transposed,
                    bias: nil,
                    into: dx,
                    m: pass.places,
                    n: inputs,
                    k: outputs,
                    scratch: scratch
                )
            } else if transposesPanels {
                Kernels.multiplyPanels(dy, prepared, bias: nil, into: dx, m: pass.places, n: inputs, k: outputs)
            } else {
                Kernels.multiply(dy, prepared, into: dx, m: pass.places, n: inputs, k: outputs)
            }
        }
        guard !adapters.isEmpty, var own = prepared.map({ $0 + inputs * outputs }) else { return }
        var before = before
        for adapter in adapters {
            adapter.backward(dy, outputs: outputs, addingTo: dx, pass, before: before, prepared: own, scratch: scratch)
            before += adapter.keptCount
            own += adapter.preparedCount
        }
    }

    /// dW = xᵀ · dy, the slice's panels of it; db = Σ dy over the places, their columns of it; an adapter's in its own slice.
    ///
    /// - Parameters:
    ///   - before: As in `forward`.
    ///   - gradients: Each parameter's, in the order of `parameters`; nil for a frozen one.
    func gradient(
        slice: Int,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ batch: BatchPass,
        before: Int,
        into gradients: (Int) -> UnsafeMutablePointer<Float>?
    ) {
        if slice >= ownSlices {
            let number = slice - ownSlices
            return adapters[number].gradient(
                x,
                dy,
                outputs: outputs,
                batch,
                before: adapters[..<number].reduce(before) { $0 + $1.keptCount },
                a: gradients(2 + 2 * number),
                b: gradients(3 + 2 * number)
            )
        }
        let columns = columns(ofSlice: slice)
        let (first, count, places) = (columns.lowerBound, columns.count, batch.places)
        let db = gradients(1).map { $0 + first }
        if let dw = gradients(0), panel == Kernels.panel {
            let multiply = trainsInPairs ? PairedProducts.multiplyTransposedToPanels : Kernels.multiplyTransposedToPanels
            return multiply(x, dy + first, outputs, dw + first * inputs, db, inputs, count, places)
        }
        if let dw = gradients(0) { Kernels.multiplyTransposed(x, dy, into: dw, m: inputs, n: outputs, k: places) }
        if let db { Kernels.columnSums(dy + first, rows: places, width: count, stride: outputs, into: db) }
    }
}
