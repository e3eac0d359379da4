import Domain
import NeuralNetworks
import Rows
import Tensors

/// A family of models: what their documents and tensors mean. One folder a family, one place in `ModelVersion.families`; nobody else asks which one a
/// model is of, but a method that makes models of one family alone.
public protocol ModelFamily: Sendable {
    associatedtype Document: Codable & Sendable

    /// What its documents call themselves (`kind`).
    static var kind: String { get }

    var document: Document { get }
    var tensors: [(name: String, tensor: Tensor)] { get }
    /// What is neither: whole numbers in a form of their own. Most have none.
    var bytes: [(name: String, bytes: [UInt8])] { get }
    /// What it answers, at least one.
    var heads: [OutputHead] { get }
    /// Of a head: training rows of each class over all jobs so far, in the outputs' order; nil where nobody counted.
    func classRows(head: Int) -> [Int]?

    /// From a version's parts.
    init(document: Document, tensors: [(name: String, tensor: Tensor)], bytes: [(name: String, bytes: [UInt8])])

    /// Checks that each weight is there in the shape that the document tells.
    ///
    /// - Throws: `Refusal` naming the tensor.
    func check() throws(Refusal)

    /// - Parameters:
    ///   - precision: What does not fit the model or the CPU is answered in 32-bit floats.
    ///   - sources: What makes vectors of texts.
    func predictor(precision: ServingPrecision, sources: TextSources) throws(Refusal) -> any Predictor

    /// The same model, as sure of a head's answers as held-out rows say; nil: as it is.
    func calibrated(temperature: Double?, head: Int) -> Self

    /// The same model, which takes a head's answer for none where it is less probable; nil: never.
    func answering(from least: Double?, head: Int) -> Self
}

/// A family whose models are networks: methods by gradients train them.
public protocol NetworkFamily: ModelFamily where Document: NetworkDocument {
    var document: Document { get set }

    /// From a version's parts.
    init(document: Document, tensors: [(name: String, tensor: Tensor)])

    /// How long a job trains where the settings leave that open.
    static var courseLength: CourseLength { get }

    /// Whether rows of this form are learned by models of this family.
    static func takes(_ schema: Schema) -> Bool

    /// A new model for a first file's rows: weights at random, a head of zeros.
    ///
    /// - Throws: `Refusal` where the network that is configured cannot be built for these rows.
    init(_ beginning: NetworkBeginning) throws(Refusal)

    /// The network that the document describes.
    func network(precision: Precision) throws(Refusal) -> Network

    /// This model made ready for a job's rows, with a place for whatever is new in them and its function as it was.
    ///
    /// - Parameter sample: Rows of the whole past, as far as it is remembered, and of the table: what a scale goes by.
    func adapted(to table: ExampleTable, sample: ExampleTable, seed: UInt64) -> Self

    /// Rows as this model trains on them.
    ///
    /// - Precondition: The model knows every class of the table.
    func prepare(_ table: ExampleTable, _ augmentation: Augmentation) -> PreparedRows

    /// This model with what the settings let learn as its own: what was read from elsewhere till now. Its function stays.
    ///
    /// - Parameter texts: The rows of the job.
    func opened(for training: TrainingSpecification, texts: [ExampleTable], sources: TextSources) throws(Refusal) -> Self

    /// Which of its parameters learn, when and how fast.
    func trainability(_ network: Network, _ settings: TrainingSettings) throws(Refusal) -> Trainability

    /// As much of the network as may learn under the settings.
    ///
    /// - Parameter tables: All rows that it will be asked to make ready: there is to be room for what is made of them.
    func learner(
        _ settings: TrainingSettings,
        _ augmentation: Augmentation,
        for tables: [ExampleTable],
        sources: TextSources,
        threads: Int
    ) throws(Refusal) -> any NetworkLearner
}

/// What the document of every network tells.
public protocol NetworkDocument: Codable, Sendable {
    /// The model's form.
    var schema: Schema { get set }
    /// As many as the form's heads.
    var heads: [HeadState] { get set }
    /// Optimizer steps over all jobs so far.
    var steps: Int { get set }
    /// Jobs that made this version and its ancestors.
    var jobs: Int { get set }
}

extension NetworkFamily {
    /// A network has none.
    public var bytes: [(name: String, bytes: [UInt8])] { [] }

    /// A network is its tensors.
    public init(document: Document, tensors: [(name: String, tensor: Tensor)], bytes: [(name: String, bytes: [UInt8])]) {
        self.init(document: document, tensors: tensors)
    }

    /// Lays the tensors out for the network that the document describes, and throws that away.
    public func check() throws(Refusal) {
        _ = try network(precision: .single).flat(Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) }))
    }

    /// All of it is its own already.
    public func opened(for training: TrainingSpecification, texts: [ExampleTable], sources: TextSources) throws(Refusal) -> Self { self }

    /// As the settings say.
    public func trainability(_ network: Network, _ settings: TrainingSettings) throws(Refusal) -> Trainability {
        try Trainability(network, frozenShares: settings.frozenShares, rateFactors: settings.rateFactors, steps: settings.steps)
    }

    /// All of it.
    public func learner(
        _ settings: TrainingSettings,
        _ augmentation: Augmentation,
        for tables: [ExampleTable],
        sources: TextSources,
        threads: Int
    ) throws(Refusal) -> any NetworkLearner {
        let network = try network(precision: settings.precision)
        let parameters = try network.flat(Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) }))
        return WholeNetwork(version: self, augmentation: augmentation, network: network, parameters: parameters)
    }

    /// The document's.
    public var heads: [OutputHead] { document.outputHeads }

    /// The document's.
    public func classRows(head: Int) -> [Int]? { document.heads[head].classRows }

    var withoutTensors: Self { Self(document: document, tensors: []) }

    /// This model after so many more steps, in one job more.
    ///
    /// - Parameter tensors: Its weights by now.
    func trained(steps: Int, tensors: [(name: String, tensor: Tensor)]) -> Self {
        var document = document
        document.steps += steps
        document.jobs += 1
        return Self(document: document, tensors: tensors)
    }

    /// The weights stay: the temperature is the document's.
    public func calibrated(temperature: Double?, head: Int) -> Self {
        var version = self
        version.document.heads[head].temperature = temperature
        return version
    }

    /// The weights stay.
    public func answering(from least: Double?, head: Int) -> Self {
        var version = self
        version.document.heads[head].leastProbability = least
        return version
    }
}

extension NetworkDocument {
    /// The heads under their labels' names.
    public var outputHeads: [OutputHead] {
        zip(schema.heads, heads).map { OutputHead(name: $0.name, outputs: $1.outputs, leastProbability: $1.leastProbability) }
    }
}
