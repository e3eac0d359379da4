import Rows

/// What a network's document tells of one head.
public struct HeadState: Hashable, Sendable, Codable {
    /// Classes in the order in which they came, which is the last layer's; or a value.
    public var outputs: OutputLayout
    /// Of the label, for regression: the network's output is standardized by it.
    public var labelScaler: Scaler?
    /// Training rows of each class over all jobs so far, in the outputs' order; nil where an older program began the model, empty for regression.
    public var classRows: [Int]?
    /// What logits are divided by, so that the probabilities come true; nil: 1.
    public var temperature: Double?

    /// An answer that is less probable is none of the classes; nil: each is one.
    public var leastProbability: Double?

    /// A head that knows nothing yet.
    init(new head: Schema.Head) {
        outputs = head.task == .classification ? .classes([]) : .value
        labelScaler = head.task == .regression ? Scaler(width: 1) : nil
        classRows = []
    }

    init(outputs: OutputLayout, labelScaler: Scaler? = nil, classRows: [Int]?, temperature: Double?) {
        self.outputs = outputs
        self.labelScaler = labelScaler
        self.classRows = classRows
        self.temperature = temperature
    }

    private enum CodingKeys: String, CodingKey {
        case outputs, labelScaler, temperature
        case classRows = "class_rows"
        case leastProbability = "least_probability"
    }

    /// The label's mean and scale; 0 and 1 for classes.
    var labelStandardization: (mean: Double, scale: Double) {
        guard let standardization = labelScaler?.standardization else { return (0, 1) }
        return (standardization.means[0], standardization.scales[0])
    }

    /// Logits become probabilities, standardized answers values in the label's unit.
    ///
    /// - Parameter outputs: The head's own in the first row; the next row's are `stride` further on.
    func finish(_ outputs: UnsafeMutablePointer<Float>, rows: Int, stride: Int) {
        switch self.outputs {
        case .classes(let names):
            if names.count == stride { return TabularPredictor.probabilities(outputs, rows: rows, classes: stride, temperature) }
            for row in 0..<rows where !names.isEmpty {
                TabularPredictor.probabilities(outputs + row * stride, rows: 1, classes: names.count, temperature)
            }
        case .value:
            let labels = labelStandardization
            for row in 0..<rows {
                let value = Double(outputs[row * stride]) * labels.scale + labels.mean
                outputs[row * stride] = Float(
                    min(max(value, -Double(Float.greatestFiniteMagnitude)), Double(Float.greatestFiniteMagnitude))
                )
            }
        }
    }
}

/// Heads as documents tell them: one as every release has written it, several as a list.
struct HeadsCoding {
    enum CodingKeys: String, CodingKey {
        case heads, outputs, labelScaler, temperature
        case classRows = "class_rows"
    }

    static func decode(_ decoder: any Decoder) throws -> [HeadState] {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        return try keys.decodeIfPresent([HeadState].self, forKey: .heads) ?? [HeadState(from: decoder)]
    }

    static func encode(_ heads: [HeadState], to encoder: any Encoder) throws {
        guard heads.count > 1 else { return try heads[0].encode(to: encoder) }
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(heads, forKey: .heads)
    }
}
