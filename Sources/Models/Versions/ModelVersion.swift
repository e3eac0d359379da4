import Domain
import Hashing
import NeuralNetworks
import Rows
import Tensors

/// A model's document and its weights, of whatever kind: what a job begins with and ends with.
public enum ModelVersion: Sendable {
    case tabular(TabularVersion)
    case image(ImageVersion)
    case closedForm(ClosedFormVersion)

    /// A new model for a first file's rows: weights at random, a head of zeros.
    ///
    /// - Throws: `Refusal` where the network that is configured cannot be built for these rows.
    public init(schema: Schema, rows table: ExampleTable, network: NetworkSpecification, seed: UInt64) throws(Refusal) {
        if let image = schema.image {
            self = .image(try ImageVersion(schema: schema, image: image, rows: table, network: network, seed: seed))
        } else {
            self = .tabular(TabularVersion(schema: schema, rows: table, network: network, seed: seed))
        }
    }

    /// From a version's parts.
    ///
    /// - Throws: Where the document is of no kind that is known.
    public init(document bytes: [UInt8], tensors: [(name: String, tensor: Tensor)]) throws {
        switch try CanonicalJSON.decode(Kind.self, from: bytes).kind {
        case nil:
            self = .tabular(TabularVersion(document: try CanonicalJSON.decode(TabularDocument.self, from: bytes), tensors: tensors))
        case ImageDocument.kind:
            self = .image(ImageVersion(document: try CanonicalJSON.decode(ImageDocument.self, from: bytes), tensors: tensors))
        case ClosedFormDocument.kind:
            self = .closedForm(
                ClosedFormVersion(document: try CanonicalJSON.decode(ClosedFormDocument.self, from: bytes), tensors: tensors)
            )
        case let other?:
            throw Refusal(
                .failed,
                what: "the version is of the kind '\(other)', which this program does not know",
                fix: "use a newer learnd"
            )
        }
    }

    /// What tells the documents apart; a table's says nothing.
    private struct Kind: Decodable {
        var kind: String?
    }

    public var document: [UInt8] {
        get throws {
            switch self {
            case .tabular(let version): try CanonicalJSON.encode(version.document)
            case .image(let version): try CanonicalJSON.encode(version.document)
            case .closedForm(let version): try CanonicalJSON.encode(version.document)
            }
        }
    }

    public var tensors: [(name: String, tensor: Tensor)] {
        switch self {
        case .tabular(let version): version.tensors
        case .image(let version): version.tensors
        case .closedForm(let version): version.tensors
        }
    }

    public var outputs: OutputLayout {
        switch self {
        case .tabular(let version): version.document.outputs
        case .image(let version): version.document.outputs
        case .closedForm(let version): version.document.outputs
        }
    }

    /// Training rows of each class over all jobs so far; nil where nobody counted.
    package var classRows: [Int]? {
        switch self {
        case .tabular(let version): version.document.classRows
        case .image(let version): version.document.classRows
        case .closedForm: nil
        }
    }

    /// The network that the document describes.
    public func network(precision: Precision = .single) throws(Refusal) -> Network {
        switch self {
        case .tabular(let version): version.document.network(precision: precision)
        case .image(let version): try version.document.network(precision: precision)
        case .closedForm: throw Self.notByGradients
        }
    }

    /// This model made ready for a job's rows, with a place for whatever is new in them and its function as it was.
    ///
    /// - Parameter sample: Rows of the whole past, as far as it is remembered, and of the table: what a table's scale goes by. Nil: the table.
    public func adapted(to table: ExampleTable, sample: ExampleTable? = nil, seed: UInt64) -> ModelVersion {
        switch self {
        case .tabular(let version): .tabular(version.adapted(to: table, sample: sample ?? table, seed: seed))
        case .image(let version): .image(version.adapted(to: table))
        case .closedForm: preconditionFailure("a closed form takes in what is new with its sums")
        }
    }

    /// Rows as this model trains on them.
    ///
    /// - Precondition: The model knows every class of the table.
    public func prepare(_ table: ExampleTable, _ augmentation: Augmentation) -> PreparedRows {
        switch self {
        case .tabular(let version): PreparedRows(table, version.document, noise: augmentation.inputNoise)
        case .image(let version): PreparedRows(table, version.document, shift: augmentation.shift, flips: augmentation.flips)
        case .closedForm: preconditionFailure("a closed form is not trained step by step")
        }
    }

    /// - Parameter precision: On a CPU that does not multiply bytes every version answers in 32-bit floats.
    public func predictor(precision: ServingPrecision = .single) throws(Refusal) -> any Predictor {
        switch self {
        case .tabular(let version): try TabularPredictor(version, precision: precision)
        case .image(let version): try ImagePredictor(version, precision: precision)
        case .closedForm(let version): try ClosedFormPredictor(version)
        }
    }

    /// Checks that each weight is there in the shape that the document tells.
    ///
    /// - Throws: `Refusal` naming the tensor.
    public func check() throws(Refusal) {
        if case .closedForm(let version) = self { _ = try version.readOut() } else { _ = try network().flat(byName) }
    }

    private static let notByGradients = Refusal(
        .failed,
        what: "the version was made by a closed form, which no method by gradients goes on with",
        fix: "set training.method to analytic, or have it learned again by another method with 'learnctl relearn --method'"
    )

    func trained(steps: Int, tensors: [(name: String, tensor: Tensor)]) -> ModelVersion {
        switch self {
        case .tabular(var version):
            version.document.steps += steps
            version.document.jobs += 1
            version.tensors = tensors
            return .tabular(version)
        case .image(var version):
            version.document.steps += steps
            version.document.jobs += 1
            version.tensors = tensors
            return .image(version)
        case .closedForm: preconditionFailure("a closed form is not trained step by step")
        }
    }

    /// The same model, as sure of its answers as held-out rows say; nil: as its network is.
    package func calibrated(temperature: Double?) -> ModelVersion {
        switch self {
        case .tabular(var version):
            version.document.temperature = temperature
            return .tabular(version)
        case .image(var version):
            version.document.temperature = temperature
            return .image(version)
        case .closedForm: return self
        }
    }

    public var byName: [String: Tensor] {
        Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) })
    }
}

/// How rows are changed each time they are trained on. Never stored: the memory keeps the rows as they are.
public struct Augmentation: Hashable, Sendable {
    /// Standard deviation of the noise on standardized numbers.
    public var inputNoise: Float
    /// Pixels by which an image is moved at most, up or down, left or right.
    public var shift: Int
    /// Whether half of the images are mirrored, left for right.
    public var flips: Bool

    public init(inputNoise: Float = 0, shift: Int = 0, flips: Bool = false) {
        self.inputNoise = inputNoise
        self.shift = shift
        self.flips = flips
    }
}
