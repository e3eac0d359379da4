import Domain

/// `GET /v1/models/{m}`.
public struct ModelAnswer: Hashable, Sendable, Codable {
    public var model: ModelSummary
    /// Left out until the first file was taken.
    public var schema: SchemaAnswer?
    /// The settings that decide what its versions are.
    public var specification: ModelSpecification

    public init(model: ModelSummary, schema: SchemaAnswer? = nil, specification: ModelSpecification) {
        self.model = model
        self.schema = schema
        self.specification = specification
    }
}
