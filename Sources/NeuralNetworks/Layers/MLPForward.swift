import Tensors

/// The forward pass of an MLP: a pure function of weights and rows, the same for training, for the averaged teacher and for serving.
///
/// A row's outputs have the same bytes whatever rows stand beside it, since every kernel sums in an order of its own length alone.
public enum MLPForward {
    /// Fills `outputs` `[rows, shape.outputs]` from `inputs` `[rows, shape.inputs]`.
    ///
    /// - Parameters:
    ///   - parameters: As `MLPShape` lays them out.
    ///   - scratch: Two stretches of `rows · shape.widest` floats.
    public static func run(
        _ shape: MLPShape, parameters: UnsafePointer<Float>, inputs: UnsafePointer<Float>, rows: Int, scratch: UnsafeMutablePointer<Float>,
        into outputs: UnsafeMutablePointer<Float>
    ) {
        var from = inputs
        for layer in 0..<shape.layers {
            let isLast = layer == shape.layers - 1
            let to = isLast ? outputs : scratch + (layer & 1) * rows * shape.widest
            affine(shape, layer, parameters, from, rows, to, relu: !isLast && shape.activation == .relu)
            if !isLast && shape.activation == .gelu { Kernels.gelu(to, into: to, count: rows * shape.widths[layer + 1]) }
            from = UnsafePointer(to)
        }
    }

    /// `to = from · W + b`, with negative results cut off where `relu`.
    @inline(__always)
    static func affine(
        _ shape: MLPShape, _ layer: Int, _ parameters: UnsafePointer<Float>, _ from: UnsafePointer<Float>, _ rows: Int,
        _ to: UnsafeMutablePointer<Float>, relu: Bool
    ) {
        let width = shape.widths[layer + 1]
        Kernels.multiply(from, parameters + shape.weightOffset(layer), into: to, m: rows, n: width, k: shape.widths[layer])
        Kernels.addBias(to, rows: rows, width: width, bias: parameters + shape.biasOffset(layer), relu: relu)
    }
}
