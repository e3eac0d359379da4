import Domain
import NeuralNetworks
import Rows
import Tensors

/// A tabular model's document and its weights by path: `layers.0.weight` `[out, in]`, `layers.0.bias` `[out]`, …, `embeddings.0.weight` `[levels + 1, width]`.
public struct TabularVersion: NetworkFamily {
    /// What documents on disk say: never to be changed.
    public static let kind = "table"

    /// What the tensors mean.
    public var document: TabularDocument
    /// Weights by path, each once; their order is of no matter.
    public var tensors: [(name: String, tensor: Tensor)]

    /// Nothing is checked: `check` does that.
    public init(document: TabularDocument, tensors: [(name: String, tensor: Tensor)]) {
        self.document = document
        self.tensors = tensors
    }

    var byName: [String: Tensor] {
        Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) })
    }

    /// A later file without new classes makes half the passes of a first one.
    public static let courseLength = CourseLength(
        epochs: 40,
        maxSteps: 1500,
        evensOut: true,
        leastPasses: 300,
        mostPasses: 100,
        later: (20, 60)
    )

    /// All rows but images.
    public static func takes(_ schema: Schema) -> Bool {
        schema.columns.allSatisfy { $0.image == nil && $0.kind != .text }
    }

    /// Embeddings where there are categories, then linear layers, the last one an output a class or one for a value.
    public func network(precision: Precision) -> Network { document.network(precision: precision) }

    /// Standardized once; each step adds its noise and takes one level in fifty for unseen. `shift` and `flips` are for images alone.
    public func prepare(_ table: ExampleTable, _ augmentation: Augmentation) -> PreparedRows {
        PreparedRows(table, document, noise: augmentation.inputNoise)
    }

    /// In 8 bits where asked for and the CPU multiplies bytes, else in 32-bit floats.
    public func predictor(precision: ServingPrecision, sources: TextSources) throws(Refusal) -> any Predictor {
        try TabularPredictor(self, precision: precision)
    }
}
