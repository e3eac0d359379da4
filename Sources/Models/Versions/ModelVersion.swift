import Domain
import Hashing
import NeuralNetworks
import Rows
import Tensors

/// A model's document and its weights, of whatever family: what a job begins with and ends with.
public struct ModelVersion: Sendable {
    /// Every family. A new one is a folder with its type, and its place here.
    private static let families: [any ModelFamily.Type] = [
        TabularVersion.self, ImageVersion.self, EncoderVersion.self, ClosedFormVersion.self,
    ]

    /// Of the family that its document's `kind` names.
    public let model: any ModelFamily

    /// Of whatever family it is, without a check.
    public init(_ model: any ModelFamily) { self.model = model }

    /// A new network for a first file's rows: weights at random, a head of zeros.
    ///
    /// - Throws: `Refusal` where the network that is configured cannot be built for these rows.
    public init(_ beginning: NetworkBeginning) throws(Refusal) {
        for family in Self.families {
            guard let family = family as? any NetworkFamily.Type, family.takes(beginning.schema) else { continue }
            model = try family.init(beginning)
            return
        }
        throw Self.noNetwork(for: beginning.schema)
    }

    /// The same, where neither settings of training nor a base play a part.
    public init(schema: Schema, rows table: ExampleTable, network: NetworkSpecification, seed: UInt64) throws(Refusal) {
        try self.init(NetworkBeginning(schema: schema, rows: table, network: network, seed: seed))
    }

    /// What whoever wants a network for rows of a form that none takes is told.
    public static func noNetwork(for schema: Schema) -> Refusal {
        let texts = schema.columns.filter { $0.kind == .text }.map(\.name)
        return Refusal(
            .invalid,
            what: "no network takes rows with columns of texts beside others: \(texts.joined(separator: ", "))",
            fix: "set training.method to analytic or auto, or name these columns in 'columns' as categorical or ignore"
        )
    }

    /// Whether a network is tried on rows of this form where nobody asks for one: not on texts.
    public static func isTried(for schema: Schema) -> Bool { schema.columns.allSatisfy { $0.kind != .text } }

    /// Whether some family's network takes rows of this form.
    public static func hasNetwork(for schema: Schema) -> Bool {
        families.contains { ($0 as? any NetworkFamily.Type)?.takes(schema) == true }
    }

    /// From a version's parts.
    ///
    /// - Throws: Where the document is of no kind that is known.
    public init(
        document: [UInt8],
        tensors: [(name: String, tensor: Tensor)],
        bytes: [(name: String, bytes: [UInt8])] = []
    ) throws {
        // The first release's tables said nothing.
        let kind = try CanonicalJSON.decode(Kind.self, from: document).kind ?? TabularVersion.kind
        guard let family = Self.families.first(where: { $0.kind == kind }) else {
            throw Refusal(
                .failed,
                what: "the version is of the kind '\(kind)', which this program does not know",
                fix: "use a newer learnd"
            )
        }
        model = try family.init(encoded: document, tensors: tensors, bytes: bytes)
    }

    /// What tells the documents apart.
    private struct Kind: Decodable {
        var kind: String?
    }

    /// As canonical JSON: the bytes of a version's part `model`.
    ///
    /// - Throws: `EncodingError` where a number in it is NaN or infinite.
    public var document: [UInt8] {
        get throws { try CanonicalJSON.encode(model.document) }
    }

    /// The weights by path, without the `weights/` of a version's parts.
    public var tensors: [(name: String, tensor: Tensor)] { model.tensors }
    /// What it has besides, likewise.
    public var bytes: [(name: String, bytes: [UInt8])] { model.bytes }
    /// What it answers, with every class that it has learned.
    public var heads: [OutputHead] { model.heads }
    /// What a model of one head answers; of several the first's.
    public var outputs: OutputLayout { model.heads[0].outputs }
    package func classRows(head: Int = 0) -> [Int]? { model.classRows(head: head) }

    /// The model as one that is trained by gradients.
    ///
    /// - Throws: `Refusal` where it is none.
    private var trainable: any NetworkFamily {
        get throws(Refusal) {
            guard let model = model as? any NetworkFamily else {
                throw Refusal(
                    .failed,
                    what: "the version was made by a closed form, which no method by gradients goes on with",
                    fix: "set training.method to analytic, or have it learned again by another method with 'learnctl relearn --method'"
                )
            }
            return model
        }
    }

    /// The network that the document describes.
    public func network(precision: Precision = .single) throws(Refusal) -> Network { try trainable.network(precision: precision) }

    /// How long its jobs train where the settings leave that open.
    public var courseLength: CourseLength {
        get throws(Refusal) { try type(of: trainable).courseLength }
    }

    /// This model made ready for a job's rows, with a place for whatever is new in them and its function as it was.
    ///
    /// - Parameter sample: Rows of the whole past, as far as it is remembered, and of the table: what a table's scale goes by. Nil: the table.
    /// - Throws: `Refusal` where no method by gradients goes on with it.
    public func adapted(to table: ExampleTable, sample: ExampleTable? = nil, seed: UInt64) throws(Refusal) -> ModelVersion {
        ModelVersion(try trainable.adapted(to: table, sample: sample ?? table, seed: seed))
    }

    /// This model with what the settings let learn as its own. Its function stays.
    ///
    /// - Parameter texts: The rows of the job.
    /// - Throws: `Refusal` where no method by gradients goes on with it, or its base is not there.
    public func opened(for training: TrainingSpecification, texts: [ExampleTable], sources: TextSources) throws(Refusal) -> ModelVersion {
        ModelVersion(try trainable.opened(for: training, texts: texts, sources: sources))
    }

    /// As much of the network as may learn under the settings.
    public func learner(
        _ settings: TrainingSettings,
        _ augmentation: Augmentation = Augmentation(),
        for tables: [ExampleTable] = [],
        sources: TextSources = .hashing,
        threads: Int = 1
    ) throws(Refusal) -> any NetworkLearner {
        try trainable.learner(settings, augmentation, for: tables, sources: sources, threads: threads)
    }

    /// Which of its parameters learn, when and how fast.
    func trainability(_ network: Network, _ settings: TrainingSettings) throws(Refusal) -> Trainability {
        try trainable.trainability(network, settings)
    }

    /// Rows as this model trains on them.
    ///
    /// - Precondition: The model is a network and knows every class of the table.
    public func prepare(_ table: ExampleTable, _ augmentation: Augmentation) -> PreparedRows {
        guard let model = model as? any NetworkFamily else { preconditionFailure("a model that is not trained step by step") }
        return model.prepare(table, augmentation)
    }

    /// - Parameters:
    ///   - precision: What does not fit the model or the CPU is answered in 32-bit floats.
    ///   - sources: What makes vectors of texts.
    public func predictor(
        precision: ServingPrecision = .single,
        sources: TextSources = .hashing
    ) throws(Refusal) -> any Predictor {
        try model.predictor(precision: precision, sources: sources)
    }

    /// Checks that each weight is there in the shape that the document tells.
    ///
    /// - Throws: `Refusal` naming the tensor.
    public func check() throws(Refusal) { try model.check() }

    /// Its document alone, where the weights lie elsewhere by now: those of an encoder are large.
    package var withoutTensors: ModelVersion {
        guard let model = model as? any NetworkFamily else { return self }
        return ModelVersion(model.withoutTensors)
    }

    func trained(steps: Int, tensors: [(name: String, tensor: Tensor)]) -> ModelVersion {
        guard let model = model as? any NetworkFamily else { preconditionFailure("a model that is not trained step by step") }
        return ModelVersion(model.trained(steps: steps, tensors: tensors))
    }

    /// The same model, as sure of a head's answers as held-out rows say; nil: as it is.
    package func calibrated(temperature: Double?, head: Int = 0) -> ModelVersion {
        ModelVersion(model.calibrated(temperature: temperature, head: head))
    }

    /// The same model, which takes a head's answer for none where it is less probable; nil: never.
    package func answering(from least: Double?, head: Int) -> ModelVersion {
        ModelVersion(model.answering(from: least, head: head))
    }

    /// The weights, to be looked up.
    ///
    /// - Precondition: No name comes twice.
    public var byName: [String: Tensor] {
        Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) })
    }
}

extension ModelFamily {
    fileprivate init(
        encoded document: [UInt8],
        tensors: [(name: String, tensor: Tensor)],
        bytes: [(name: String, bytes: [UInt8])]
    ) throws {
        self.init(document: try CanonicalJSON.decode(Document.self, from: document), tensors: tensors, bytes: bytes)
    }
}
