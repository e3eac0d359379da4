/// The widths and the activation of a multi-layer perceptron, and where each weight lies in its flat parameters.
///
/// A layer's weight is kept as `[in, out]`, the form in which a batch is multiplied by it (PyTorch keeps the transpose); its bias follows.
public struct MLPShape: Hashable, Sendable {
    public enum Activation: Hashable, Sendable {
        case relu, gelu
    }

    /// Inputs, hidden layers, outputs.
    public let widths: [Int]
    public let activation: Activation

    public init(widths: [Int], activation: Activation) {
        precondition(widths.count >= 2, "an MLP of widths \(widths)")
        self.widths = widths
        self.activation = activation
    }

    public var layers: Int { widths.count - 1 }
    public var inputs: Int { widths[0] }
    public var outputs: Int { widths[layers] }
    /// Floats in all weights and biases.
    public var parameters: Int { weightOffset(layers) }
    /// The widest layer's output.
    public var widest: Int { widths.dropFirst().max() ?? 0 }

    /// Where layer `layer`'s weight begins.
    public func weightOffset(_ layer: Int) -> Int {
        (0..<layer).reduce(0) { $0 + (widths[$1] + 1) * widths[$1 + 1] }
    }

    public func biasOffset(_ layer: Int) -> Int {
        weightOffset(layer) + widths[layer] * widths[layer + 1]
    }
}
