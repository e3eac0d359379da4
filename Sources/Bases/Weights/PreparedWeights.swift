import Domain
import NeuralNetworks
import Tensors

/// Writes an encoder's floats as its network stores them, one parameter after another: no more than one is in memory.
enum PreparedWeights {
    /// - Throws: `Refusal` where a tensor cannot be read, or the file not be written.
    static func write(_ network: Network, _ tensors: EncoderTensors, from file: TensorFile, to kept: KeptFileWriter) throws(Refusal) {
        var offset = 0
        for parameter in network.mappedParameters.sorted(by: { $0.offset < $1.offset }) {
            guard let source = tensors.sources[parameter.path], source.joined == parameter.shape, parameter.offset == offset else {
                preconditionFailure("'\(parameter.path)' of \(parameter.shape) at \(parameter.offset), after \(offset) floats")
            }
            try write(parameter, try elements(source, from: file), to: kept)
            offset += parameter.count
        }
        precondition(offset == network.mappedCount, "\(offset) floats written, and the network maps \(network.mappedCount)")
    }

    private static func elements(_ source: EncoderTensors.Source, from file: TensorFile) throws(Refusal) -> [Float] {
        var elements = try file.floats(source.tensors[0], rows: source.rows)
        for tensor in source.tensors.dropFirst() { elements += try file.floats(tensor, rows: source.rows) }
        return elements
    }

    private static func write(_ parameter: Parameter, _ elements: [Float], to kept: KeptFileWriter) throws(Refusal) {
        let stored = parameter.imported(Tensor(shape: parameter.shape, elements: elements))
        try stored.withUnsafeBufferPointer { floats throws(Refusal) in
            try kept.append(UnsafeRawBufferPointer(floats))
        }
    }
}
