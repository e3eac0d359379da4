import Tensors

/// An MLP's flat parameters as named tensors in PyTorch's form (`layers.0.weight` is `[out, in]`), and back.
extension MLPShape {
    public func tensors(_ parameters: [Float]) -> [(name: String, tensor: Tensor)] {
        precondition(parameters.count == self.parameters, "\(parameters.count) parameters for an MLP of \(self.parameters)")
        return (0..<layers).flatMap { layer -> [(name: String, tensor: Tensor)] in
            let weight = Array(parameters[weightOffset(layer)..<biasOffset(layer)])
            let bias = Array(parameters[biasOffset(layer)..<weightOffset(layer + 1)])
            return [
                ("layers.\(layer).weight", Tensor(shape: [widths[layer], widths[layer + 1]], elements: weight).transposed),
                ("layers.\(layer).bias", Tensor(shape: [widths[layer + 1]], elements: bias)),
            ]
        }
    }

    /// - Precondition: `tensors` holds every weight in its shape.
    public func parameters(_ tensors: [String: Tensor]) -> [Float] {
        (0..<layers).flatMap { layer -> [Float] in
            guard let weight = tensors["layers.\(layer).weight"], let bias = tensors["layers.\(layer).bias"],
                weight.shape == [widths[layer + 1], widths[layer]], bias.shape == [widths[layer + 1]]
            else { preconditionFailure("layer \(layer) of an MLP of widths \(widths) lacks a tensor or has another shape") }
            return weight.transposed.elements + bias.elements
        }
    }
}
