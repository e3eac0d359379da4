import Domain
import Rows

/// What a new network is begun from: a first file's rows, and what its model's settings say.
public struct NetworkBeginning: Sendable {
    /// The model's form.
    public var schema: Schema
    /// The first file's rows.
    public var rows: ExampleTable
    /// The layers, where the settings describe them.
    public var network: NetworkSpecification
    /// How it will be trained: of which parts it is made may depend on that.
    public var training: TrainingSpecification
    /// How texts are read.
    public var text: TextSpecification
    /// What texts are read by; nil: there is no base.
    public var base: Digest?
    /// Where bases are.
    public var sources: TextSources
    /// Decides the weights at random.
    public var seed: UInt64

    /// What is left out is as where nobody has set anything, and there is no base.
    public init(
        schema: Schema,
        rows: ExampleTable,
        network: NetworkSpecification = .init(),
        training: TrainingSpecification = .init(),
        text: TextSpecification = .init(),
        base: Digest? = nil,
        sources: TextSources = .hashing,
        seed: UInt64
    ) {
        self.schema = schema
        self.rows = rows
        self.network = network
        self.training = training
        self.text = text
        self.base = base
        self.sources = sources
        self.seed = seed
    }
}
