import Domain
import NeuralNetworks
import Rows
import Tensors

/// A tabular model's document and its weights by path: `layers.0.weight` `[out, in]`, `layers.0.bias` `[out]`, …, `embeddings.0.weight` `[levels + 1, width]`.
public struct TabularVersion: NetworkFamily {
    public static let kind = "table"

    public var document: TabularDocument
    public var tensors: [(name: String, tensor: Tensor)]

    public init(document: TabularDocument, tensors: [(name: String, tensor: Tensor)]) {
        self.document = document
        self.tensors = tensors
    }

    var byName: [String: Tensor] {
        Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) })
    }

    public var outputs: OutputLayout { document.outputs }
    public var classRows: [Int]? { document.classRows }

    public static let courseLength = CourseLength(
        epochs: 40,
        maxSteps: 1500,
        evensOut: true,
        leastPasses: 300,
        mostPasses: 100,
        later: (20, 60)
    )

    public static func takes(_ schema: Schema) -> Bool { schema.image == nil }

    public func network(precision: Precision) -> Network { document.network(precision: precision) }

    public func prepare(_ table: ExampleTable, _ augmentation: Augmentation) -> PreparedRows {
        PreparedRows(table, document, noise: augmentation.inputNoise)
    }

    public func predictor(precision: ServingPrecision) throws(Refusal) -> any Predictor { try TabularPredictor(self, precision: precision) }

    public func trained(steps: Int, tensors: [(name: String, tensor: Tensor)]) -> TabularVersion {
        var version = TabularVersion(document: document, tensors: tensors)
        version.document.steps += steps
        version.document.jobs += 1
        return version
    }

    public func calibrated(temperature: Double?) -> TabularVersion {
        var version = self
        version.document.temperature = temperature
        return version
    }
}
