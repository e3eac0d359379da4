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

    /// Checks that each weight is there in the shape that the document tells.
    ///
    /// - Throws: `Refusal` naming the tensor.
    public func check() throws(Refusal) {
        for (name, shape) in document.tensorShapes {
            guard let found = tensors.first(where: { $0.name == name }) else {
                throw Refusal(.failed, what: "the version has no tensor '\(name)'")
            }
            guard found.tensor.shape == shape else {
                throw Refusal(.failed, what: "tensor '\(name)' has shape \(found.tensor.shape), not \(shape)")
            }
        }
    }
}

extension TabularDocument {
    /// Every weight's path and shape, in the order in which they are kept.
    public var tensorShapes: [(name: String, shape: [Int])] {
        var shapes: [(name: String, shape: [Int])] = []
        let widths = [features.width] + network.hidden + [outputs.width]
        for layer in 0..<widths.count - 1 {
            shapes.append(("layers.\(layer).weight", [widths[layer + 1], widths[layer]]))
            shapes.append(("layers.\(layer).bias", [widths[layer + 1]]))
        }
        for (place, column) in features.categories.enumerated() {
            shapes.append(("embeddings.\(place).weight", [layout.columns[column].levels.count + 1, features.embedding]))
        }
        return shapes
    }
}
