/// What a closed form's document tells of one head.
public struct ClosedFormHead: Hashable, Sendable, Codable {
    /// Classes in the order of their UTF-8 bytes: that in which they came does not matter.
    public var outputs: OutputLayout
    /// Decided anew by each job.
    public var readOut: ReadOutForm
    /// What logits are divided by, so that the probabilities come true; nil: 1.
    public var temperature: Double?
    /// An answer that is less probable is none of the classes; nil: each is one.
    public var leastProbability: Double?
    /// What an answer of 1 is in the label's unit; nil for classes.
    public var scale: Double?
    /// Of a numeric label, what it is standardized by; nil in a model of one head, whose map tells it.
    public var label: FeatureMap.Label?
    /// Rows in the sums.
    public var rows: Double

    /// As a job has decided.
    public init(
        outputs: OutputLayout,
        readOut: ReadOutForm,
        temperature: Double?,
        scale: Double?,
        label: FeatureMap.Label? = nil,
        rows: Double
    ) {
        self.outputs = outputs
        self.readOut = readOut
        self.temperature = temperature
        self.scale = scale
        self.label = label
        self.rows = rows
    }

    private enum CodingKeys: String, CodingKey {
        case outputs, temperature, scale, label, rows
        case readOut = "read_out"
        case leastProbability = "least_probability"
    }
}
