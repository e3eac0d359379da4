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
    /// How the serving version reads its columns of texts; left out where it has none.
    public var texts: TextsDescription?

    /// One model with all that is left out of a list.
    public init(
        model: ModelSummary,
        schema: SchemaDescription? = nil,
        notes: [String]? = nil,
        specification: ModelSpecification,
        method: String? = nil,
        evidence: MethodEvidence? = nil,
        texts: TextsDescription? = nil
    ) {
        self.texts = texts
        self.method = method
        self.evidence = evidence
        self.model = model
        self.schema = schema
        self.notes = notes
        self.specification = specification
    }
}

/// How a version reads its columns of texts.
public struct TextsDescription: Hashable, Sendable, Codable {
    /// The pretrained base; left out: by hashed words.
    public var base: Digest?
    /// The base's; left out where it is not there, or by hashed words.
    public var name: String?
    /// Of a text that the base reads at most.
    public var tokens: Int?
    /// What the version reads by in the base's place, since a refinement has moved it; left out: the base as it is.
    public var moved: Digest?
    /// What is wrong with the base; left out: nothing.
    public var fault: String?
    /// By hashed words: the base that is there now, with which `relearn` would read them.
    public var better: String?

    /// Without anything: by hashed words, and no base is there.
    public init(
        base: Digest? = nil,
        name: String? = nil,
        tokens: Int? = nil,
        moved: Digest? = nil,
        fault: String? = nil,
        better: String? = nil
    ) {
        self.moved = moved
        self.base = base
        self.name = name
        self.tokens = tokens
        self.fault = fault
        self.better = better
    }
}
