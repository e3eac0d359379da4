import Domain
import Tensors

/// Flat parameters as named tensors in PyTorch's form, and back; and where a new network begins.
extension Network {
    public func tensors(_ parameters: [Float]) -> [(name: String, tensor: Tensor)] {
        precondition(parameters.count == parameterCount, "\(parameters.count) parameters for a network of \(parameterCount)")
        return self.parameters.map { ($0.path, $0.exported(parameters[$0.offset..<$0.offset + $0.count])) }
    }

    /// - Throws: `Refusal` naming the tensor that is missing or has another shape.
    public func flat(_ tensors: [String: Tensor]) throws(Refusal) -> [Float] {
        var flat = [Float](repeating: 0, count: parameterCount)
        for parameter in parameters {
            guard let tensor = tensors[parameter.path] else {
                throw Refusal(.failed, what: "the version has no tensor '\(parameter.path)'")
            }
            guard tensor.shape == parameter.shape else {
                throw Refusal(.failed, what: "tensor '\(parameter.path)' has shape \(tensor.shape), not \(parameter.shape)")
            }
            flat.replaceSubrange(parameter.offset..<parameter.offset + parameter.count, with: parameter.imported(tensor))
        }
        return flat
    }

    /// He's normal initialization (deviation √(2 / inputs)) for matrices and kernels, 0.5 for embeddings, 1 for scales; biases begin at 0, and so
    /// does the last layer, so that a new model says the same of every class.
    public func initialized(_ random: inout RandomSource) -> [Float] {
        let flat = FloatBuffer(count: parameterCount)
        for layer in layers.dropLast() {
            for parameter in layer.parameters {
                let start = flat.start + parameter.offset
                if parameter.decays {
                    random.fillNormal(start, count: parameter.count, deviation: (2 / Float(max(1, parameter.fanIn))).squareRoot())
                } else if layer is Embedding {
                    random.fillNormal(start, count: parameter.count, deviation: 0.5)
                } else if parameter.isScale {
                    start.update(repeating: 1, count: parameter.count)
                }
            }
        }
        return flat.elements
    }
}

extension Parameter {
    /// What one output is summed over.
    fileprivate var fanIn: Int { shape.dropFirst().reduce(1, *) }
    /// A normalization's factors: the only weights of one dimension.
    fileprivate var isScale: Bool { shape.count == 1 && path.hasSuffix(".weight") }
}
