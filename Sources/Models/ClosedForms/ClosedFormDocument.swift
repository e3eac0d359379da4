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
    /// As many as the form's, each with its own read-out.
    public var heads: [ClosedFormHead]
    /// Part of the model's form.
    public var map: FeatureMap
    /// Jobs that made this version and its ancestors.
    public var jobs: Int

    /// The kind is that of `ClosedFormVersion`.
    public init(schema: Schema, layout: InputLayout, map: FeatureMap, heads: [ClosedFormHead], jobs: Int) {
        kind = ClosedFormVersion.kind
        self.schema = schema
        self.layout = layout
        self.map = map
        self.heads = heads
        self.jobs = jobs
    }

    private enum CodingKeys: String, CodingKey {
        case kind, schema, layout, map, heads, jobs
    }

    /// Reads one head as every release has written it, several as a list.
    ///
    /// - Throws: `DecodingError` where something is missing.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            schema: try keys.decode(Schema.self, forKey: .schema),
            layout: try keys.decode(InputLayout.self, forKey: .layout),
            map: try keys.decode(FeatureMap.self, forKey: .map),
            heads: try keys.decodeIfPresent([ClosedFormHead].self, forKey: .heads) ?? [ClosedFormHead(from: decoder)],
            jobs: try keys.decode(Int.self, forKey: .jobs)
        )
        guard heads.count == schema.heads.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .heads,
                in: keys,
                debugDescription: "\(heads.count) heads for \(schema.heads.count) labels"
            )
        }
    }

    /// What is nil is left out.
    public func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(kind, forKey: .kind)
        try keys.encode(schema, forKey: .schema)
        try keys.encode(layout, forKey: .layout)
        try keys.encode(map, forKey: .map)
        if heads.count == 1 { try heads[0].encode(to: encoder) } else { try keys.encode(heads, forKey: .heads) }
        try keys.encode(jobs, forKey: .jobs)
    }

    /// The heads under their labels' names.
    public var outputHeads: [OutputHead] {
        zip(schema.heads, heads).map { OutputHead(name: $0.name, outputs: $1.outputs, leastProbability: $1.leastProbability) }
    }
}
