import Domain
import Tensors

/// y = x · W + b, negative results cut off where `relu`.
///
/// `W [in, out]` is stored as a batch is multiplied by it; PyTorch's is `[out, in]`, and where an image is flattened PyTorch counts its channels
/// first, this network last.
public struct Linear: Layer {
    /// `in` floats a row; an image counts as `[height · width · channels]`, flattened as it lies.
    public let input: Extent
    /// `out` floats a row.
    public let output: Extent
    /// Whether y = max(x · W + b, 0): the layer does the ReLU that follows it.
    public let relu: Bool
    /// W, stored `[in, out]`, `[out, in]` in files. Begins with He's deviation; decays.
    public let weight: Parameter
    /// b `[out]`. Begins at 0; does not decay.
    public let bias: Parameter
    /// Of the three products of a training step; predictions multiply in 32 bits, or in 8 where `quantized`.
    public let precision: Precision
    /// W in 8 bits, where it serves so.
    private var int8: Int8Matrix?

    /// Rows of W in a slice of its gradient.
    private static let sliceRows = 96

    init(
        _ path: String,
        input: Extent,
        outputs: Int,
        relu: Bool,
        precision: Precision = .single,
        _ allocator: inout ParameterAllocator
    ) {
        self.input = input
        output = Extent(features: outputs)
        self.relu = relu
        self.precision = precision
        weight = allocator.parameter(
            path + ".weight",
            stored: [input.height, input.width, input.channels, outputs],
            axes: [3, 2, 0, 1],
            shape: [outputs, input.count],
            initial: .he(inputs: input.count),
            decays: true,
            perMicroBatch: false
        )
        bias = allocator.parameter(path + ".bias", stored: [outputs], decays: false, perMicroBatch: false)
    }

    /// `W, b`: the order in which `gradient` asks for theirs.
    public var parameters: [Parameter] { [weight, bias] }

    /// W in 8 bits, a scale an output; itself where `in` lies outside `Precision.int8Depths`. Training would go on with the floats.
    public func quantized(_ parameters: ParameterMemory) -> Linear {
        guard Precision.int8Depths.contains(input.count) else { return self }
        var layer = self
        layer.int8 = Int8Matrix(parameters[weight], k: input.count, n: output.count)
        return layer
    }

    /// False in bfloat16, which predictions do not use, and in 8 bits, which training does not.
    public var isSameInTraining: Bool { precision == .single && int8 == nil }
    /// A row as bytes, and its scale.
    public var scratchCountPerPlace: Int { int8.map { $0.rowStride / 4 + 1 } ?? 0 }

    /// Wᵀ.
    public var preparedCount: Int { input.count * output.count }
    /// One for each 96 rows of W.
    public var gradientSlices: Int { (input.count + Self.sliceRows - 1) / Self.sliceRows }

    /// Of W the slice's rows, whole; of b everything in slice 0 and nothing in the others.
    public func gradientRange(slice: Int, parameter: Int) -> Range<Int> {
        // The bias goes with the first rows of W.
        guard parameter == 0 else { return 0..<(slice == 0 ? output.count : 0) }
        let first = slice * Self.sliceRows
        return first * output.count..<min(first + Self.sliceRows, input.count) * output.count
    }

    /// Wᵀ `[out, in]`, which the product for dx reads row by row.
    public func prepare(_ parameters: ParameterMemory, into prepared: UnsafeMutablePointer<Float>, isFirst: Bool) {
        Kernels.transpose(rows: input.count, columns: output.count, parameters[weight], into: prepared)
    }

    /// y = x · W + b, cut off below 0 where `relu`; in 8 bits where `quantized` and not in training.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        if let int8, !pass.isTraining { return forward(x, into: y, pass, int8) }
        let (inputs, outputs) = (input.count, output.count)
        switch pass.isTraining ? precision : .single {
        case .single:
            Kernels.multiply(
                x,
                pass.parameter(weight),
                bias: pass.parameter(bias),
                relu: relu,
                into: y,
                m: pass.places,
                n: outputs,
                k: inputs
            )
        case .bfloat16:
            Kernels.multiplyBFloat16(x, pass.parameter(weight), into: y, m: pass.places, n: outputs, k: inputs)
            Kernels.addBias(y, rows: pass.places, width: outputs, bias: pass.parameter(bias), relu: relu)
        }
    }

    private func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass, _ int8: Int8Matrix) {
        let scales = pass.scratch
        let bytes = UnsafeMutableRawPointer(pass.scratch + pass.places).assumingMemoryBound(to: UInt8.self)
        for row in 0..<pass.places {
            scales[row] = Int8Matrix.quantize(x + row * input.count, count: input.count, into: bytes + row * int8.rowStride)
        }
        int8.multiply(
            bytes,
            rowScales: scales,
            rows: pass.places,
            bias: pass.parameter(bias),
            relu: relu,
            into: y,
            stride: output.count
        )
    }

    /// dx = dy · Wᵀ; dy is cut off in place first where `relu`, also where no dx is wanted, since `gradient` reads it.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        if relu { Kernels.reluBackward(y, gradient: dy, count: pass.places * output.count) }
        guard let dx else { return }
        // dx [N, in] = dy [N, out] · Wᵀ
        switch precision {
        case .single: Kernels.multiply(dy, pass.prepared!, into: dx, m: pass.places, n: input.count, k: output.count)
        case .bfloat16: Kernels.multiplyBFloat16(dy, pass.prepared!, into: dx, m: pass.places, n: input.count, k: output.count)
        }
    }

    /// dW = xᵀ · dy, the slice's rows of it; db = Σ dy over the places, with slice 0.
    public func gradient(
        slice: Int,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ batch: BatchPass,
        into gradients: (Int) -> UnsafeMutablePointer<Float>?
    ) {
        let first = slice * Self.sliceRows
        if let dw = gradients(0) {
            // dW [in, out] = xᵀ · dy, some rows of it.
            let (to, count, outputs) = (dw + first * output.count, min(Self.sliceRows, input.count - first), output.count)
            switch precision {
            case .single: Kernels.multiplyTransposed(x + first, dy, into: to, m: count, n: outputs, k: batch.places, stride: input.count)
            case .bfloat16:
                Kernels.multiplyTransposedBFloat16(x + first, dy, into: to, m: count, n: outputs, k: batch.places, stride: input.count)
            }
        }
        if slice == 0, let db = gradients(1) { Kernels.columnSums(dy, rows: batch.places, width: output.count, into: db) }
    }
}

extension Linear {
    package struct Form: LayerForm {
        package static let word = "linear"
        package static let usage = "linear 128"
        package static let cutsOff = true
        package let units: Int

        package init(_ words: inout LayerWords) throws(Refusal) { units = try words.number("units", 1...65_536) }

        package func layer(at site: inout LayerSite) -> (any Layer)? {
            Linear(site.path, input: site.input, outputs: units, relu: site.relu, precision: site.precision, &site.allocator)
        }
    }
}
