import Domain
import Rows

/// What a closed form's version is besides its tensors and sums: kept as canonical JSON.
public struct ClosedFormDocument: Hashable, Sendable, Codable {
    /// What tells this document from others.
    public var kind: String
    /// The model's form: the columns that the map's features are made of.
    public var schema: Schema
    /// Never extended: the levels are the form's.
    public var layout: InputLayout
    /// Classes in the order of their UTF-8 bytes: that in which they came does not matter.
    public var outputs: OutputLayout
    /// Part of the model's form.
    public var map: FeatureMap
    /// Decided anew by each job.
    public var readOut: ReadOutForm
    /// What logits are divided by, so that the probabilities come true; nil: 1.
    public var temperature: Double?
    /// What an answer of 1 is in the label's unit; nil for classes.
    public var scale: Double?
    /// Rows in the sums.
    public var rows: Double
    /// Jobs that made this version and its ancestors.
    public var jobs: Int

    /// The kind is that of `ClosedFormVersion`.
    public init(
        schema: Schema,
        layout: InputLayout,
        outputs: OutputLayout,
        map: FeatureMap,
        readOut: ReadOutForm,
        temperature: Double? = nil,
        scale: Double? = nil,
        rows: Double,
        jobs: Int
    ) {
        kind = ClosedFormVersion.kind
        self.schema = schema
        self.layout = layout
        self.outputs = outputs
        self.map = map
        self.readOut = readOut
        self.temperature = temperature
        self.scale = scale
        self.rows = rows
        self.jobs = jobs
    }

    private enum CodingKeys: String, CodingKey {
        case kind, schema, layout, outputs, map, temperature, scale, rows, jobs
        case readOut = "read_out"
    }
}
