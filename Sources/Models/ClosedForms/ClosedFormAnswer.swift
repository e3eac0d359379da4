import Domain
import Glibc
import TextEncoding

/// From what a head's read-out gives to what it answers.
struct ClosedFormAnswer: Sendable {
    let outputs: OutputLayout
    /// Where the version tells distances.
    let distances: ClassDistances?
    private let kind: ReadOutForm.Kind
    private let mix: ReadOutForm.Mix?
    private let tokens: TokenWeights?
    private let temperature: Double?
    /// To the label's unit.
    private let scale: Double
    private let mean: Double

    /// - Throws: `Refusal` where a part is missing or is not what the document tells.
    init(_ version: ClosedFormVersion, head index: Int) throws(Refusal) {
        let head = version.document.heads[index]
        outputs = head.outputs
        distances = try version.distances(index)
        kind = head.readOut.kind
        mix = head.readOut.mix
        let sums = mix == nil ? nil : try version.tokenSums(index)
        guard mix == nil || sums != nil else {
            throw Refusal(.failed, what: "the version answers by sums of tokens, of which it has none")
        }
        tokens = sums.map { TokenWeights($0, classes: head.outputs.classes) }
        temperature = head.temperature
        scale = head.scale ?? 1
        mean = (head.label ?? version.document.map.label)?.mean ?? 0
    }

    /// Whether it is made of tokens, too.
    var countsTokens: Bool { tokens != nil }

    /// Makes logits of a row's scores.
    func mix(_ row: UnsafeBufferPointer<HashedToken>, into scores: UnsafeMutablePointer<Float>) {
        guard let mix, let tokens else { return }
        for index in 0..<outputs.width { scores[index] *= Float(mix.scores) }
        tokens.add(row, factor: Float(mix.tokens), to: scores)
    }

    /// - Parameter outputs: The head's own in the first row; the next row's are `stride` further on.
    func finish(_ outputs: UnsafeMutablePointer<Float>, rows: Int, stride: Int) {
        switch self.outputs {
        case .classes(let names):
            // One head's rows lie one behind the other.
            let (times, together) = names.count == stride ? (1, rows) : (rows, 1)
            for row in 0..<times where !names.isEmpty {
                let own = outputs + row * stride
                if kind == .ridge, mix == nil {
                    for index in 0..<together * names.count { own[index] = logf(max(own[index], Float(ReadOutForm.Kind.leastShare))) }
                }
                ClosedFormPredictor.probabilities(own, rows: together, classes: names.count, temperature)
            }
        case .value:
            for row in 0..<rows {
                let value = Double(outputs[row * stride]) * scale + mean
                outputs[row * stride] = Float(
                    min(max(value, -Double(Float.greatestFiniteMagnitude)), Double(Float.greatestFiniteMagnitude))
                )
            }
        }
    }
}
