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
    /// As many as the form's; their outputs lie side by side in the last layer.
    public var heads: [HeadState]
    /// Where each column goes in the network's input; decided by the first file.
    public var features: TabularFeatures
    /// Of the features' numbers, moved by every job.
    public var scaler: Scaler
    /// The hidden layers, their activation and the embeddings' width, as configured when the model began.
    public var network: NetworkSpecification
    /// Optimizer steps over all jobs so far.
    public var steps: Int
    /// Jobs that made this version and its ancestors.
    public var jobs: Int

    /// A document that no job has counted rows for yet. The kind is that of `TabularVersion`.
    public init(
        schema: Schema,
        layout: InputLayout,
        features: TabularFeatures,
        scaler: Scaler,
        network: NetworkSpecification,
        steps: Int,
        jobs: Int
    ) {
        kind = TabularVersion.kind
        self.schema = schema
        self.layout = layout
        heads = schema.heads.map(HeadState.init)
        self.features = features
        self.scaler = scaler
        self.network = network
        self.steps = steps
        self.jobs = jobs
    }

    private enum CodingKeys: String, CodingKey {
        case kind, schema, layout, features, scaler, network, steps, jobs
    }

    /// Reads what any release has written.
    ///
    /// - Throws: `DecodingError` where something is missing.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        kind = try keys.decodeIfPresent(String.self, forKey: .kind)
        schema = try keys.decode(Schema.self, forKey: .schema)
        layout = try keys.decode(InputLayout.self, forKey: .layout)
        heads = try HeadsCoding.decode(decoder)
        features = try keys.decode(TabularFeatures.self, forKey: .features)
        scaler = try keys.decode(Scaler.self, forKey: .scaler)
        network = try keys.decode(NetworkSpecification.self, forKey: .network)
        steps = try keys.decode(Int.self, forKey: .steps)
        jobs = try keys.decode(Int.self, forKey: .jobs)
        guard heads.count == schema.heads.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .schema,
                in: keys,
                debugDescription: "\(heads.count) heads for \(schema.heads.count) labels"
            )
        }
    }

    /// What is nil is left out.
    public func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encodeIfPresent(kind, forKey: .kind)
        try keys.encode(schema, forKey: .schema)
        try keys.encode(layout, forKey: .layout)
        try HeadsCoding.encode(heads, to: encoder)
        try keys.encode(features, forKey: .features)
        try keys.encode(scaler, forKey: .scaler)
        try keys.encode(network, forKey: .network)
        try keys.encode(steps, forKey: .steps)
        try keys.encode(jobs, forKey: .jobs)
    }
}
