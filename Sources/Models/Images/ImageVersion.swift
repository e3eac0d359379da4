import Domain
import NeuralNetworks
import Rows
import Tensors

/// An image model's document and its weights by path: `layers.0.weight`, …, `head.weight`, as in a PyTorch module of the same layers.
public struct ImageVersion: NetworkFamily {
    /// What documents on disk say: never to be changed.
    public static let kind = "image"

    /// What the tensors mean.
    public var document: ImageDocument
    /// Weights by path, each once; their order is of no matter.
    public var tensors: [(name: String, tensor: Tensor)]

    /// Nothing is checked: `check` does that.
    public init(document: ImageDocument, tensors: [(name: String, tensor: Tensor)]) {
        self.document = document
        self.tensors = tensors
    }

    /// A new model for a first file's images: weights at random, a head of zeros.
    public init(_ beginning: NetworkBeginning) throws(Refusal) {
        try self.init(schema: beginning.schema, rows: beginning.rows, network: beginning.network, seed: beginning.seed)
    }

    /// The same, where no setting of training plays a part.
    public init(schema: Schema, rows table: ExampleTable, network: NetworkSpecification, seed: UInt64) throws(Refusal) {
        guard let image = schema.image, let (pixels, shape) = table.columns[0].images, shape == image else {
            preconditionFailure("images of another size than \(schema.image?.description ?? "none")")
        }
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
    public func adapted(to table: ExampleTable, sample: ExampleTable, seed: UInt64) -> ImageVersion {
        var document = self.document
        var tensors = Dictionary(uniqueKeysWithValues: self.tensors.map { ($0.name, $0.tensor) })
        let new = document.outputs.adopt(table.labels)
        tensors.growOutputs(of: ImageDocument.head, by: new)
        document.classRows = document.outputs.counted(document.classRows, with: table.labels)
        return ImageVersion(document: document, tensors: self.tensors.map { ($0.name, tensors[$0.name]!) })
    }

    /// A later file trains as long as a first one.
    public static let courseLength = CourseLength(
        epochs: 15,
        maxSteps: 4000,
        evensOut: false,
        leastPasses: 25,
        mostPasses: 30,
        later: nil
    )

    /// Images: one column, and that one of images.
    public static func takes(_ schema: Schema) -> Bool { schema.image != nil }

    /// `layers.0`, `layers.1`, …, and the linear `head`.
    ///
    /// - Throws: `Refusal` where a layer does not fit what comes before it.
    public func network(precision: Precision) throws(Refusal) -> Network { try document.network(precision: precision) }

    /// Pixels stay bytes until a step takes them; then they are moved and mirrored. `inputNoise` is for tables alone.
    public func prepare(_ table: ExampleTable, _ augmentation: Augmentation) -> PreparedRows {
        PreparedRows(table, document, shift: augmentation.shift, flips: augmentation.flips)
    }

    /// In 8 bits where asked for and the CPU multiplies bytes, else in 32-bit floats.
    public func predictor(precision: ServingPrecision, sources: TextSources) throws(Refusal) -> any Predictor {
        try ImagePredictor(self, precision: precision)
    }
}
