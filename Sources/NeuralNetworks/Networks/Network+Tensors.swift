import Domain
import Tensors

/// Flat parameters as named tensors in PyTorch's form, and back; and where a new network begins.
extension Network {
    /// Each owned parameter as a tensor of its path, in the order of `parameters`.
    ///
    /// - Precondition: There are `parameterCount` floats.
    public func tensors(_ parameters: [Float]) -> [(name: String, tensor: Tensor)] {
        precondition(parameters.count == parameterCount, "\(parameters.count) parameters for a network of \(parameterCount)")
        return self.parameters.map { ($0.path, $0.exported(parameters[$0.offset..<$0.offset + $0.count])) }
    }

    /// - Throws: `Refusal` naming the tensor that is missing or has another shape.
    public func flat(_ tensors: [String: Tensor]) throws(Refusal) -> [Float] {
        try Self.flat(tensors, parameters, count: parameterCount)
    }

    /// What the file of the mapped parameters is to hold.
    ///
    /// - Throws: `Refusal` naming the tensor that is missing or has another shape.
    public func mappedFlat(_ tensors: [String: Tensor]) throws(Refusal) -> [Float] {
        try Self.flat(tensors, mappedParameters, count: mappedCount)
    }

    /// The owned parameters that lie in the mapped file, too, as they are there: what they were before anything learned.
    ///
    /// - Precondition: The file is mapped.
    public func mappedTensors() -> [String: Tensor] {
        guard let base else { preconditionFailure("no file is mapped: Network.mapping(_:)") }
        return Dictionary(
            uniqueKeysWithValues: parameters.compactMap { parameter in
                parameter.mappedOffset.map { offset in
                    let floats = Array(UnsafeBufferPointer(start: base.start + offset, count: parameter.count))
                    return (parameter.path, parameter.exported(floats[...]))
                }
            }
        )
    }

    private static func flat(_ tensors: [String: Tensor], _ parameters: [Parameter], count: Int) throws(Refusal) -> [Float] {
        var flat = [Float](repeating: 0, count: count)
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

    /// Each parameter as its layer has it begin; the last layer begins at 0, so that a new model says the same of every class.
    public func initialized(_ random: inout RandomSource) -> [Float] {
        let flat = FloatBuffer(count: parameterCount)
        for parameter in layers.dropLast().flatMap(\.parameters) where parameter.segment == .owned {
            parameter.initial.fill(flat.start + parameter.offset, count: parameter.count, &random)
        }
        return flat.elements
    }
}
