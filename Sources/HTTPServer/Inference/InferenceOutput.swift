import Models

/// A tensor that a model answers with: `label` and `probabilities`, or `value`, and `distance` where it tells one; of several heads with the label's name
/// before, `sex.label`.
struct InferenceOutput {
    enum Content {
        /// Empty where it is less probable than the number, if there is one.
        case label([String], least: Float?)
        /// Probabilities, or a value.
        case numbers
        /// Of the head with this number.
        case distance(Int)
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
        case .numbers, .distance: "FP32"
        }
    }

    static func all(of predictor: any Predictor) -> [InferenceOutput] {
        let heads = predictor.heads
        return heads.enumerated().flatMap { index, head in
            let prefix = heads.count == 1 ? "" : head.name + "."
            let range = heads.range(index)
            let answers =
                switch head.outputs {
                case .classes(let names):
                    [
                        InferenceOutput(
                            name: prefix + "label",
                            content: .label(names, least: head.leastProbability),
                            range: range,
                            shape: []
                        ),
                        InferenceOutput(name: prefix + "probabilities", content: .numbers, range: range, shape: [names.count]),
                    ]
                case .value: [InferenceOutput(name: prefix + "value", content: .numbers, range: range, shape: [])]
                }
            guard predictor.tellsDistance else { return answers }
            return answers + [InferenceOutput(name: prefix + "distance", content: .distance(index), range: range, shape: [])]
        }
    }
}
