import Domain
import NeuralNetworks
import Tensors

/// A base that is open: its weights are mapped and only read, shared with whoever else has it open, in this process and in others.
public final class Base: Sendable {
    /// What it is.
    public let description: BaseDescription
    /// What `add` was given as its tokenizer.
    public let tokenizer: [UInt8]
    /// The encoder's floats, as `EncoderShape.append` lays them out.
    public let weights: MappedWeights
    /// From tokens to vectors.
    public let encoder: TextEncoder

    /// What it is named by.
    public var digest: Digest { description.digest }

    init(_ description: BaseDescription, _ folder: BaseFolder) throws(Refusal) {
        let network = description.shape.network()
        do {
            weights = try MappedWeights(path: "\(folder.path)/\(BaseFolder.weights)", count: network.mappedCount)
        } catch {
            throw BaseFolder.damaged("\(folder.path)/\(BaseFolder.weights)", error.description)
        }
        self.description = description
        tokenizer = try folder.kept(BaseFolder.tokenizer, description)
        encoder = TextEncoder(description, weights)
    }

    /// An encoder over the same weights; in bfloat16 a new one is made at each call.
    public func encoder(_ precision: Precision) -> TextEncoder {
        precision == .single ? encoder : TextEncoder(description, weights, precision: precision)
    }
}
