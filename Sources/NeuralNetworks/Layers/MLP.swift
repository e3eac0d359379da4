import Tensors

/// A multi-layer perceptron that trains: parameters, gradients and a workspace for up to `capacity` rows, all at fixed places.
///
/// One thread at a time; a step allocates nothing.
public final class MLP {
    public let shape: MLPShape
    public let capacity: Int
    public let parameters: FloatBuffer
    public let gradients: FloatBuffer
    /// Each hidden layer's output `[capacity, width]`, and for GELU what went into it.
    private let activations: [FloatBuffer]
    private let preactivations: [FloatBuffer]
    private let outputs: FloatBuffer
    /// Gradients of two neighbouring layers' outputs.
    private let backward: [FloatBuffer]
    private let transposed: FloatBuffer

    public init(_ shape: MLPShape, capacity: Int) {
        self.shape = shape
        self.capacity = capacity
        parameters = FloatBuffer(count: shape.parameters)
        gradients = FloatBuffer(count: shape.parameters)
        let hidden = shape.widths.dropFirst().dropLast()
        activations = hidden.map { FloatBuffer(count: capacity * $0) }
        preactivations = shape.activation == .gelu ? hidden.map { FloatBuffer(count: capacity * $0) } : []
        outputs = FloatBuffer(count: capacity * shape.outputs)
        backward = [0, 1].map { _ in FloatBuffer(count: capacity * shape.widest) }
        transposed = FloatBuffer(count: (0..<shape.layers).map { shape.widths[$0] * shape.widths[$0 + 1] }.max() ?? 0)
    }

    /// He's normal initialisation for the hidden layers (deviation √(2 / inputs)); the head and all biases begin at 0.
    public func initialize(_ random: inout RandomSource) {
        parameters.clear()
        for layer in 0..<shape.layers - 1 {
            random.fillNormal(
                parameters.start + shape.weightOffset(layer), count: shape.widths[layer] * shape.widths[layer + 1],
                deviation: (2 / Float(max(1, shape.widths[layer]))).squareRoot())
        }
    }

    /// The outputs `[rows, shape.outputs]`, valid until the next call.
    public func forward(_ inputs: UnsafePointer<Float>, rows: Int) -> UnsafeMutablePointer<Float> {
        precondition(rows <= capacity, "\(rows) rows in a workspace of \(capacity)")
        var from = inputs
        for layer in 0..<shape.layers {
            let isLast = layer == shape.layers - 1
            if isLast {
                MLPForward.affine(shape, layer, parameters.start, from, rows, outputs.start, relu: false)
            } else if shape.activation == .relu {
                MLPForward.affine(shape, layer, parameters.start, from, rows, activations[layer].start, relu: true)
            } else {
                MLPForward.affine(shape, layer, parameters.start, from, rows, preactivations[layer].start, relu: false)
                Kernels.gelu(preactivations[layer].start, into: activations[layer].start, count: rows * shape.widths[layer + 1])
            }
            if !isLast { from = UnsafePointer(activations[layer].start) }
        }
        return outputs.start
    }

    /// Fills `gradients` for the rows of the last `forward`.
    ///
    /// - Parameters:
    ///   - outputGradient: ∂loss/∂outputs `[rows, shape.outputs]`.
    ///   - inputGradient: Filled with ∂loss/∂inputs `[rows, shape.inputs]` where wanted.
    public func backward(
        _ outputGradient: UnsafePointer<Float>, inputs: UnsafePointer<Float>, rows: Int, inputGradient: UnsafeMutablePointer<Float>? = nil
    ) {
        var gradient = outputGradient
        for layer in (0..<shape.layers).reversed() {
            let (width, above) = (shape.widths[layer], shape.widths[layer + 1])
            let from = layer == 0 ? inputs : UnsafePointer(activations[layer - 1].start)
            // dW [in, out] = xᵀ · dy
            Kernels.multiplyTransposed(from, gradient, into: gradients.start + shape.weightOffset(layer), m: width, n: above, k: rows)
            Kernels.columnSums(gradient, rows: rows, width: above, into: gradients.start + shape.biasOffset(layer))
            guard let to = layer == 0 ? inputGradient : backward[layer & 1].start else { return }
            // dx [rows, in] = dy · Wᵀ
            Kernels.transpose(rows: width, columns: above, parameters.start + shape.weightOffset(layer), into: transposed.start)
            Kernels.multiply(gradient, transposed.start, into: to, m: rows, n: width, k: above)
            guard layer > 0 else { return }
            switch shape.activation {
            case .relu: Kernels.reluBackward(activations[layer - 1].start, gradient: to, count: rows * width)
            case .gelu: Kernels.geluBackward(preactivations[layer - 1].start, gradient: to, count: rows * width)
            }
            gradient = UnsafePointer(to)
        }
    }
}
