import Domain

/// `GET /v1/models/{m}`.
public struct ModelResponse: Hashable, Sendable, Codable {
    /// What a list of models shows of it.
    public var model: ModelSummary
    /// Left out until the first file was taken.
    public var schema: SchemaDescription?
    /// What was understood of the file that decided the schema, a sentence each; left out where there is nothing to say.
    public var notes: [String]?
    /// The settings that decide what its versions are.
    public var specification: ModelSpecification
    /// How the serving version was learned; left out until one serves.
    public var method: String?
    /// Why so; left out unless the model's first job has chosen.
    public var evidence: MethodEvidence?

    /// One model with all that is left out of a list.
    public init(
        model: ModelSummary,
        schema: SchemaDescription? = nil,
        notes: [String]? = nil,
        specification: ModelSpecification,
        method: String? = nil,
        evidence: MethodEvidence? = nil
    ) {
        self.method = method
        self.evidence = evidence
        self.model = model
        self.schema = schema
        self.notes = notes
        self.specification = specification
    }
}
