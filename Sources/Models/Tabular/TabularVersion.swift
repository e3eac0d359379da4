import Domain
import Tensors

/// A tabular model's document and its weights by path: `layers.0.weight` `[out, in]`, `layers.0.bias` `[out]`, …, `embeddings.0.weight` `[levels + 1, width]`.
public struct TabularVersion: Sendable {
    public var document: TabularDocument
    public var tensors: [(name: String, tensor: Tensor)]

    public init(document: TabularDocument, tensors: [(name: String, tensor: Tensor)]) {
        self.document = document
        self.tensors = tensors
    }

    var byName: [String: Tensor] {
        Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) })
    }
}
