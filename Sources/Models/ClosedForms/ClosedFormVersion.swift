import Domain
import Tensors

/// A closed form's document and its read-out: `readout.weight` `[outputs, features]` and `readout.bias` `[outputs]`; of several heads with
/// `heads.0.`, `heads.1.`, … before. The features are made anew from the document wherever it is loaded.
public struct ClosedFormVersion: ModelFamily {
    /// What documents on disk say: never to be changed.
    public static let kind = "closed_form"

    /// What the tensors mean.
    public var document: ClosedFormDocument
    /// Each head's, in any order.
    public var tensors: [(name: String, tensor: Tensor)]

    static let weight = "readout.weight"
    static let bias = "readout.bias"

    /// Nothing is checked: `check` does that.
    public init(document: ClosedFormDocument, tensors: [(name: String, tensor: Tensor)]) {
        self.document = document
        self.tensors = tensors
    }

    /// Of one head.
    ///
    /// - Parameters:
    ///   - weights: `[features, outputs]`.
    public init(document: ClosedFormDocument, weights: [Double], biases: [Double]) {
        let (features, outputs) = (document.heads[0].readOut.features, biases.count)
        let weight = Tensor(shape: [features, outputs], elements: weights.map(Float.init)).transposed
        self.init(
            document: document,
            tensors: [(Self.weight, weight), (Self.bias, Tensor(shape: [outputs], elements: biases.map(Float.init)))]
        )
    }

    /// The document's.
    public var heads: [OutputHead] { document.outputHeads }
    /// Nil: only methods that train by steps need the counts.
    public func classRows(head: Int) -> [Int]? { nil }

    /// Also refuses a read-out of more features than the map makes.
    public func check() throws(Refusal) {
        for head in document.heads.indices { _ = try readOut(head) }
    }

    /// With its texts' encoders in bfloat16, where that is asked for; the rest is in 32-bit floats whatever the precision, too small to gain.
    public func predictor(precision: ServingPrecision, sources: TextSources) throws(Refusal) -> any Predictor {
        try ClosedFormPredictor(self, sources: sources, precision: precision == .bfloat16 ? .bfloat16 : .single)
    }

    /// Its temperature is its method's.
    public func calibrated(temperature: Double?, head: Int) -> ClosedFormVersion { self }

    /// A head's read-out as it is multiplied: `[features, outputs]`, and the biases.
    ///
    /// - Throws: `Refusal` naming the tensor that is missing or has another shape.
    func readOut(_ index: Int) throws(Refusal) -> (weights: [Float], biases: [Float]) {
        let head = document.heads[index]
        let prefix = Self.prefix(ofHead: index, of: document.heads.count)
        let weight = try tensor(prefix + Self.weight, [head.outputs.width, head.readOut.features])
        let bias = try tensor(prefix + Self.bias, [head.outputs.width])
        guard (1...document.map.count).contains(head.readOut.features) else {
            throw Refusal(.failed, what: "the version reads \(head.readOut.features) of \(document.map.count) features")
        }
        return (weight.transposed.elements, bias.elements)
    }

    private func tensor(_ name: String, _ shape: [Int]) throws(Refusal) -> Tensor {
        guard let tensor = tensors.first(where: { $0.name == name })?.tensor else {
            throw Refusal(.failed, what: "the version has no tensor '\(name)'")
        }
        guard tensor.shape == shape else {
            throw Refusal(.failed, what: "tensor '\(name)' has shape \(tensor.shape), not \(shape)")
        }
        return tensor
    }
}
