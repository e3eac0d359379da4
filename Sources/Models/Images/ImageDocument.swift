import Domain
import NeuralNetworks
import Rows

/// What an image model's version is besides its tensors and rows: kept as canonical JSON.
public struct ImageDocument: NetworkDocument, Hashable {
    /// What tells this document from others.
    public var kind: String
    /// The model's form, with the size that every image has.
    public var schema: Schema
    /// One column, `image`, of height · width · channels numbers.
    public var layout: InputLayout
    /// Classes in the order in which they came, which is the head's.
    public var outputs: OutputLayout
    /// The first file's, for good.
    public var pixels: PixelScale
    /// The network's layers but the last, as `LayerDescription` reads them.
    public var layers: [String]
    /// Training rows of each class over all jobs so far, in the outputs' order; nil where an older program began the model.
    public var classRows: [Int]?
    /// What logits are divided by, so that the probabilities come true; nil: 1.
    public var temperature: Double?
    /// Optimizer steps over all jobs so far.
    public var steps: Int
    /// Jobs that made this version and its ancestors.
    public var jobs: Int

    /// A document that no job has counted rows for yet. The kind is that of `ImageVersion`.
    public init(schema: Schema, layout: InputLayout, outputs: OutputLayout, pixels: PixelScale, layers: [String], steps: Int, jobs: Int) {
        kind = ImageVersion.kind
        self.schema = schema
        self.layout = layout
        self.outputs = outputs
        self.pixels = pixels
        self.layers = layers
        classRows = []
        self.steps = steps
        self.jobs = jobs
    }

    private enum CodingKeys: String, CodingKey {
        case kind, schema, layout, outputs, pixels, layers, temperature, steps, jobs
        case classRows = "class_rows"
    }

    /// The one head: classes.
    public var heads: [HeadState] {
        get { [HeadState(outputs: outputs, classRows: classRows, temperature: temperature)] }
        set { (outputs, classRows, temperature) = (newValue[0].outputs, newValue[0].classRows, newValue[0].temperature) }
    }

    /// The last layer's path.
    static let head = "head"

    /// The images' size.
    var image: ImageShape { schema.image! }

    /// The layers, named `layers.0`, `layers.1`, …, and the linear one `head`.
    ///
    /// - Throws: `Refusal` where a layer does not fit what comes before it.
    func network(precision: Precision = .single) throws(Refusal) -> Network {
        var builder = NetworkBuilder(input: Extent(height: image.height, width: image.width, channels: image.channels))
        var descriptions: [LayerDescription] = []
        for layer in layers { descriptions.append(try LayerDescription(layer)) }
        try builder.append(descriptions, prefix: "layers", precision: precision)
        builder.linear(Self.head, outputs: outputs.width, precision: precision)
        return builder.build()
    }
}
