import Domain
import NeuralNetworks
import Tensors

/// An immutable model made ready to answer. Its answers for a row are the same bytes alone, in any batch and on any thread.
public protocol Predictor: Sendable {
    var layout: InputLayout { get }
    /// What a model of one head answers; of several the first's.
    var outputs: OutputLayout { get }
    /// What it answers, in the order in which it lies in a row of answers.
    var heads: [OutputHead] { get }
    /// Bytes of scratch that `predict` needs for `rows` rows.
    func scratchBytes(rows: Int) -> Int
    /// Fills `outputs` (`[rows, heads.width]`: of each head class probabilities that sum to 1, or a value in the label's unit).
    ///
    /// - Parameters:
    ///   - inputs: `[rows, layout.width]` in the form that `InputLayout` describes.
    ///   - scratch: At least `scratchBytes(rows:)`, aligned to 64 bytes; its content is of no matter. Nothing is allocated.
    func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    )

    /// Rows that are worth a thread's turn: what kernels work on at once, or fewer where one row takes long.
    var leastBlock: Int { get }

    /// How it reads columns of texts; nil where it has none.
    var texts: [FeatureMap.Text]? { get }

    /// How it multiplies by an encoder's weights; single where it has none.
    var precision: Precision { get }

    /// Whether it also tells how far a row is from all that was learned.
    var tellsDistance: Bool { get }

    /// The same, and how far each row is from what each head has learned.
    ///
    /// - Parameter distances: `[rows, heads]`, filled where `tellsDistance`: about 1 for rows like those that were learned, more the farther. Nil: not wanted.
    func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        distances: UnsafeMutablePointer<Float>?,
        scratch: UnsafeMutableRawBufferPointer
    )
}

extension Predictor {
    /// As many as kernels work on at once.
    public var leastBlock: Int { 16 }

    /// Most read none.
    public var texts: [FeatureMap.Text]? { nil }

    /// Only an encoder has another.
    public var precision: Precision { .single }

    /// Most do not.
    public var tellsDistance: Bool { false }

    /// Without distances.
    public func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        distances: UnsafeMutablePointer<Float>?,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        predict(inputs, rows: rows, into: outputs, scratch: scratch)
    }

    /// One head, whose name nobody asks for.
    public var heads: [OutputHead] { [OutputHead(name: "", outputs: outputs)] }

    /// Logits become probabilities.
    ///
    /// - Parameter temperature: What they are divided by first; nil: 1.
    static func probabilities(_ logits: UnsafeMutablePointer<Float>, rows: Int, classes: Int, _ temperature: Double?) {
        if let temperature {
            let factor = Float(1 / temperature)
            for index in 0..<rows * classes { logits[index] *= factor }
        }
        Kernels.softmax(logits, rows: rows, width: classes)
    }
}

/// What a model answers.
public enum OutputLayout: Hashable, Sendable, Codable {
    /// A probability for each class, in this order.
    case classes([String])
    /// One number in the label's unit.
    case value

    /// The classes' names; none of a value.
    public var classes: [String] {
        switch self {
        case .classes(let names): names
        case .value: []
        }
    }

    /// Floats a row.
    public var width: Int {
        switch self {
        case .classes(let names): names.count
        case .value: 1
        }
    }
}
