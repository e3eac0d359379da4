import Domain
import NeuralNetworks
import Rows
import Tensors

/// An image model's document and its weights by path: `layers.0.weight`, …, `head.weight`, as in a PyTorch module of the same layers.
public struct ImageVersion: Sendable {
    public var document: ImageDocument
    public var tensors: [(name: String, tensor: Tensor)]

    public init(document: ImageDocument, tensors: [(name: String, tensor: Tensor)]) {
        self.document = document
        self.tensors = tensors
    }

    /// A new model for a first file's images: weights at random, a head of zeros.
    init(schema: Schema, image: ImageShape, rows table: ExampleTable, network: NetworkSpecification, seed: UInt64) throws(Refusal) {
        guard case .images(let pixels, image) = table.columns[0] else { preconditionFailure("images of another size than \(image)") }
        let document = ImageDocument(
            schema: schema,
            layout: InputLayout(schema: schema),
            outputs: .classes([]),
            pixels: PixelScale(pixels, channels: image.channels),
            layers: network.layers ?? ImageArchitecture.layers(for: image),
            steps: 0,
            jobs: 0
        )
        var random = RandomSource(seed: seed)
        let plan = try document.network()
        self.init(document: document, tensors: plan.tensors(plan.initialized(&random)))
    }

    /// This model with a place for the images' new classes, and its function as it was.
    func adapted(to table: ExampleTable) -> ImageVersion {
        var document = self.document
        var tensors = Dictionary(uniqueKeysWithValues: self.tensors.map { ($0.name, $0.tensor) })
        let new = document.outputs.adopt(table.labels)
        tensors.growOutputs(of: ImageDocument.head, by: new)
        document.classRows = document.outputs.counted(document.classRows, with: table.labels)
        return ImageVersion(document: document, tensors: self.tensors.map { ($0.name, tensors[$0.name]!) })
    }
}
