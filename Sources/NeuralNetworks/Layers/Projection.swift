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

    init(weight: String, bias: String, inputs: Int, outputs: Int, _ allocator: inout ParameterAllocator) {
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
    }

    private static func panel(_ columns: Int) -> Int { columns.isMultiple(of: Kernels.panel) ? Kernels.panel : columns }

    /// W, then b.
    var parameters: [Parameter] { [weight, bias] }
    /// Wᵀ.
    var preparedCount: Int { inputs * outputs }
    /// One for six panels of W.
    var gradientSlices: Int { (outputs + sliceColumns - 1) / sliceColumns }
    private var sliceColumns: Int { 6 * panel }

    /// Of W the slice's panels, of b everything in slice 0.
    ///
    /// - Parameter parameter: 0: W, 1: b.
    func gradientRange(slice: Int, parameter: Int) -> Range<Int> {
        guard parameter == 0 else { return 0..<(slice == 0 ? outputs : 0) }
        return slice * sliceColumns * inputs..<min((slice + 1) * sliceColumns, outputs) * inputs
    }

    /// Wᵀ, in panels where 32 divides both sizes and both are.
    func prepare(_ parameters: ParameterMemory, into prepared: UnsafeMutablePointer<Float>) {
        let from = parameters[weight]
        if transposesPanels {
            Kernels.transposePanels(from, k: inputs, n: outputs, into: prepared)
        } else {
            for first in stride(from: 0, to: outputs, by: panel) {
                Kernels.transpose(rows: inputs, columns: panel, from + first * inputs, into: prepared + first * inputs)
            }
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

    /// Whether W is in bfloat16.
    var isRounded: Bool { bfloat16 != nil }
    /// Floats of scratch a place for `forward`.
    var scratchCountPerPlace: Int { bfloat16 == nil ? 0 : BFloat16Matrix.scratchCount(k: inputs) }

    /// Fills `y [places, out]`; by W in bfloat16 where `rounded` and not in training.
    ///
    /// - Parameter scratch: `scratchCountPerPlace` floats for each place.
    func forward(
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        places: Int,
        _ pass: LayerPass,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let b = pass.parameter(bias)
        if let bfloat16, !pass.isTraining { return bfloat16.multiply(x, rows: places, bias: b, into: y, scratch: scratch) }
        let w = pass.parameter(weight)
        if panel == Kernels.panel {
            Kernels.multiplyPanels(x, w, bias: b, into: y, m: places, n: outputs, k: inputs)
        } else {
            Kernels.multiply(x, w, bias: b, relu: false, into: y, m: places, n: outputs, k: inputs)
        }
    }

    /// dx = dy · Wᵀ.
    func backward(
        _ dy: UnsafePointer<Float>,
        into dx: UnsafeMutablePointer<Float>,
        places: Int,
        prepared: UnsafePointer<Float>
    ) {
        if transposesPanels {
            Kernels.multiplyPanels(dy, prepared, bias: nil, into: dx, m: places, n: inputs, k: outputs)
        } else {
            Kernels.multiply(dy, prepared, into: dx, m: places, n: inputs, k: outputs)
        }
    }

    /// dW = xᵀ · dy, the slice's panels of it; db = Σ dy over the places, with slice 0.
    func gradient(
        slice: Int,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        places: Int,
        weight dw: UnsafeMutablePointer<Float>?,
        bias db: UnsafeMutablePointer<Float>?
    ) {
        if let dw {
            if panel == Kernels.panel {
                let first = slice * sliceColumns
                Kernels.multiplyTransposedToPanels(
                    x,
                    dy + first,
                    bStride: outputs,
                    into: dw + first * inputs,
                    m: inputs,
                    n: min(sliceColumns, outputs - first),
                    k: places
                )
            } else {
                Kernels.multiplyTransposed(x, dy, into: dw, m: inputs, n: outputs, k: places)
            }
        }
        if slice == 0, let db { Kernels.columnSums(dy, rows: places, width: outputs, into: db) }
    }
}
