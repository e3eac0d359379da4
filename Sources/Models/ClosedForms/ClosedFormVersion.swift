import Domain
import Tensors
import TextEncoding

/// A closed form's document and its read-out: `readout.weight` `[outputs, features]` and `readout.bias` `[outputs]`; of several heads with
/// `heads.0.`, `heads.1.`, … before. Of a form with texts `tokens` besides, the sums of each class's tokens. The features are made anew from the document wherever it is loaded.
public struct ClosedFormVersion: ModelFamily {
    /// What documents on disk say: never to be changed.
    public static let kind = "closed_form"

    /// What the tensors mean.
    public var document: ClosedFormDocument
    /// Each head's, in any order.
    public var tensors: [(name: String, tensor: Tensor)]
    /// Each head's sums of tokens.
    public var bytes: [(name: String, bytes: [UInt8])]

    static let tokens = "tokens"
    static let encoder = "encoder."
    static let weight = "readout.weight"
    static let bias = "readout.bias"

    /// Nothing is checked: `check` does that.
    public init(
        document: ClosedFormDocument,
        tensors: [(name: String, tensor: Tensor)],
        bytes: [(name: String, bytes: [UInt8])] = []
    ) {
        self.document = document
        self.tensors = tensors
        self.bytes = bytes
    }

    /// Of one head.
    ///
    /// - Parameters:
    ///   - weights: `[features, outputs]`.
    ///   - tokens: Encoded `TokenSums`, where the form counts tokens.
    ///   - distances: Where the form tells distances, what they are told by.
    ///   - encoder: Where the map names one that has moved.
    public init(
        document: ClosedFormDocument,
        weights: [Double],
        biases: [Double],
        tokens: [UInt8]? = nil,
        distances: ClassDistances? = nil,
        encoder: MovedEncoder? = nil
    ) {
        let (features, outputs) = (document.heads[0].readOut.features, biases.count)
        let weight = Tensor(shape: [features, outputs], elements: weights.map(Float.init)).transposed
        self.init(
            document: document,
            tensors: [(Self.weight, weight), (Self.bias, Tensor(shape: [outputs], elements: biases.map(Float.init)))]
                + (distances?.tensors ?? []) + (encoder.map(Self.tensors) ?? []),
            bytes: tokens.map { [(Self.tokens, $0)] } ?? []
        )
    }

    /// The document's.
    public var heads: [OutputHead] { document.outputHeads }
    /// Nil: only methods that train by steps need the counts.
    public func classRows(head: Int) -> [Int]? { nil }

    /// Also refuses a read-out of more features than the map makes.
    public func check() throws(Refusal) {
        if let encoder, !encoder.isWhole {
            throw Refusal(.failed, what: "the version's own encoder is not the one that its document tells")
        }
        for head in document.heads.indices {
            _ = try readOut(head)
            _ = try tokenSums(head)
            _ = try distances(head)
        }
    }

    /// With its texts' encoders in bfloat16, where that is asked for; the rest is in 32-bit floats whatever the precision, too small to gain.
    public func predictor(precision: ServingPrecision, sources: TextSources) throws(Refusal) -> any Predictor {
        try ClosedFormPredictor(self, sources: sources, precision: precision == .bfloat16 ? .bfloat16 : .single)
    }

    /// Its temperature is its method's.
    public func calibrated(temperature: Double?, head: Int) -> ClosedFormVersion { self }

    /// The read-out stays.
    public func answering(from least: Double?, head: Int) -> ClosedFormVersion {
        var version = self
        version.document.heads[head].leastProbability = least
        return version
    }

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

    /// A head's sums of tokens; nil where the form counts none.
    ///
    /// - Throws: `Refusal` where they are missing, or are not what the document tells.
    package func tokenSums(_ index: Int = 0) throws(Refusal) -> TokenSums? {
        guard document.map.tokenPlaces != nil, case .classes(let names) = document.heads[index].outputs else { return nil }
        guard document.map.tokenPlaces == HashedText.tokenCount else {
            throw Refusal(.failed, what: "the version tells \(document.map.tokenPlaces!) tokens apart", fix: "use a newer learnd")
        }
        let name = Self.prefix(ofHead: index, of: document.heads.count) + Self.tokens
        guard let bytes = bytes.first(where: { $0.name == name })?.bytes else {
            throw Refusal(.failed, what: "the version has no sums '\(name)'")
        }
        return try TokenSums(encoded: bytes, classes: names)
    }

    /// What a head's distances are told by; nil where the version has none.
    ///
    /// - Throws: `Refusal` where a part of it is missing, or has another shape than the document tells.
    func distances(_ index: Int) throws(Refusal) -> ClassDistances? {
        let prefix = Self.prefix(ofHead: index, of: document.heads.count)
        guard let mean = tensors.first(where: { $0.name == prefix + ClassDistances.meanName })?.tensor else { return nil }
        let (features, centers) = (mean.elements.count, max(1, document.heads[index].outputs.classes.count))
        guard features <= document.heads[index].readOut.features else {
            throw Refusal(
                .failed,
                what: "the version measures distances by \(features) of \(document.heads[index].readOut.features) features"
            )
        }
        return ClassDistances(
            mean: mean.elements,
            precision: try tensor(prefix + ClassDistances.precisionName, [features, features]).elements,
            centers: try tensor(prefix + ClassDistances.centersName, [centers, features]).elements
        )
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

/// An encoder that has moved: in the version once, whatever the number of heads and of columns of texts.
extension ClosedFormVersion {
    /// What its texts are read by, where that has moved from its base; nil: they are read by the base, or there are none.
    package var encoder: MovedEncoder? {
        guard let form = document.map.texts?.lazy.compactMap(\.moved).first else { return nil }
        return MovedEncoder(form, tensors: encoderTensors.map { (String($0.name.dropFirst(Self.encoder.count)), $0.tensor) })
    }

    /// Its tensors among the version's.
    var encoderTensors: [(name: String, tensor: Tensor)] { tensors.filter { $0.name.hasPrefix(Self.encoder) } }

    static func tensors(_ encoder: MovedEncoder) -> [(name: String, tensor: Tensor)] {
        encoder.tensors.map { (Self.encoder + $0.name, $0.tensor) }
    }

    /// The same model, as far as it does not depend on what reads its texts, with these read by an encoder that has moved: what a job begins with that makes
    /// its sums anew.
    package func reading(by encoder: MovedEncoder) -> ClosedFormVersion {
        var version = self
        version.document.map.texts = document.map.texts?.map { text in
            var text = text
            if text.base != nil { text.moved = encoder.form }
            return text
        }
        version.tensors = tensors.filter { !$0.name.hasPrefix(Self.encoder) } + Self.tensors(encoder)
        return version
    }
}
