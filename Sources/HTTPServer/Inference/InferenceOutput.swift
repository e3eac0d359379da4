import Models

/// A tensor that a model answers with: `label` and `probabilities`, or `value`; of several heads with the label's name before, `sex.label`.
struct InferenceOutput {
    enum Content {
        case label([String])
        /// Probabilities, or a value.
        case numbers
    }

    let name: String
    let content: Content
    /// Where the head's floats lie in a row of answers.
    let range: Range<Int>
    /// Behind the rows.
    let shape: [Int]

    var datatype: String {
        switch content {
        case .label: "BYTES"
        case .numbers: "FP32"
        }
    }

    static func all(of predictor: any Predictor) -> [InferenceOutput] {
        let heads = predictor.heads
        return heads.enumerated().flatMap { index, head in
            let prefix = heads.count == 1 ? "" : head.name + "."
            let range = heads.range(index)
            return switch head.outputs {
            case .classes(let names):
                [
                    InferenceOutput(name: prefix + "label", content: .label(names), range: range, shape: []),
                    InferenceOutput(name: prefix + "probabilities", content: .numbers, range: range, shape: [names.count]),
                ]
            case .value: [InferenceOutput(name: prefix + "value", content: .numbers, range: range, shape: [])]
            }
        }
    }
}
