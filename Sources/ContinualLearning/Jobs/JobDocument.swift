import Domain
import Rows

/// `job.json`: what a job is, besides the rows and the parent that lie beside it.
public struct JobDocument: Hashable, Sendable, Codable {
    public var specification: ModelSpecification
    public var schema: Schema
    /// The parent version's digest; nil for a model's first job.
    public var parent: Digest?
    /// The batches learned, by the digests of their files, in the order in which they were accepted.
    public var batches: [Digest]
    public var seed: Digest

    public init(specification: ModelSpecification, schema: Schema, parent: Digest?, batches: [Digest]) {
        self.specification = specification
        self.schema = schema
        self.parent = parent
        self.batches = batches
        self.seed = JobSeed.compute(specification: specification, parent: parent, batches: batches)
    }
}
