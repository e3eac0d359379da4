import Domain
import Rows

/// What a tabular version is besides its tensors and rows: kept as canonical JSON.
public struct TabularDocument: NetworkDocument, Hashable {
    /// What tells this document from others; nil in what earlier programs began.
    public var kind: String?
    /// The model's form: which columns there are, and whether it answers classes or a number.
    public var schema: Schema
    /// The schema's columns, with the levels known by now.
    public var layout: InputLayout
    /// Classes in the order in which they came, which is the last layer's; or a value.
    public var outputs: OutputLayout
    /// Where each column goes in the network's input; decided by the first file.
    public var features: TabularFeatures
    /// Of the features' numbers, moved by every job.
    public var scaler: Scaler
    /// Of the label, for regression: the network's output is standardized by it.
    public var labelScaler: Scaler?
    /// The hidden layers, their activation and the embeddings' width, as configured when the model began.
    public var network: NetworkSpecification
    /// Training rows of each class over all jobs so far, in the outputs' order; nil where an older program began the model, empty for regression.
    public var classRows: [Int]?
    /// What logits are divided by, so that the probabilities come true; nil: 1.
    public var temperature: Double?
    /// Optimizer steps over all jobs so far.
    public var steps: Int
    /// Jobs that made this version and its ancestors.
    public var jobs: Int

    /// A document that no job has counted rows for yet. The kind is that of `TabularVersion`.
    public init(
        schema: Schema,
        layout: InputLayout,
        outputs: OutputLayout,
        features: TabularFeatures,
        scaler: Scaler,
        labelScaler: Scaler?,
        network: NetworkSpecification,
        steps: Int,
        jobs: Int
    ) {
        kind = TabularVersion.kind
        self.schema = schema
        self.layout = layout
        self.outputs = outputs
        self.features = features
        self.scaler = scaler
        self.labelScaler = labelScaler
        self.network = network
        classRows = []
        self.steps = steps
        self.jobs = jobs
    }

    private enum CodingKeys: String, CodingKey {
        case kind, schema, layout, outputs, features, scaler, labelScaler, network, temperature, steps, jobs
        case classRows = "class_rows"
    }

    /// The label's mean and scale; 0 and 1 for classes.
    public var labelStandardization: (mean: Double, scale: Double) {
        guard let standardization = labelScaler?.standardization else { return (0, 1) }
        return (standardization.means[0], standardization.scales[0])
    }
}
