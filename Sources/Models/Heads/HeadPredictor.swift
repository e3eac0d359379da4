/// One head of a model alone, as if it answered nothing else: what a head is judged by.
public struct HeadPredictor: Predictor {
    private let predictor: any Predictor
    private let range: Range<Int>
    private let width: Int
    /// The head's.
    public let outputs: OutputLayout
    /// The head's.
    public let heads: [OutputHead]

    /// The model itself where it has one head.
    public static func of(_ predictor: any Predictor, head: Int) -> any Predictor {
        predictor.heads.count == 1 ? predictor : HeadPredictor(predictor, head: head)
    }

    private init(_ predictor: any Predictor, head: Int) {
        self.predictor = predictor
        range = predictor.heads.range(head)
        width = predictor.heads.width
        heads = [predictor.heads[head]]
        outputs = predictor.heads[head].outputs
    }

    /// The model's.
    public var layout: InputLayout { predictor.layout }

    private func answerBytes(_ rows: Int) -> Int { (rows * width * MemoryLayout<Float>.stride + 63) / 64 * 64 }

    /// The model's, and all of its answers.
    public func scratchBytes(rows: Int) -> Int { answerBytes(rows) + predictor.scratchBytes(rows: rows) }

    /// Asks the model, and leaves out what the other heads say.
    public func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        let all = scratch.baseAddress!.assumingMemoryBound(to: Float.self)
        predictor.predict(
            inputs,
            rows: rows,
            into: all,
            scratch: UnsafeMutableRawBufferPointer(rebasing: scratch[answerBytes(rows)...])
        )
        for row in 0..<rows { (outputs + row * range.count).update(from: all + row * width + range.lowerBound, count: range.count) }
    }
}
