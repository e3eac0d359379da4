/// A row's prediction: `label`, `probability` and `probabilities` for classes, `value` for regression.
public struct RowPrediction: Hashable, Sendable, Codable {
    public var label: String?
    /// Of `label`, 0…1.
    public var probability: Double?
    /// By class.
    public var probabilities: [String: Double]?
    public var value: Double?

    public init(label: String? = nil, probability: Double? = nil, probabilities: [String: Double]? = nil, value: Double? = nil) {
        self.label = label
        self.probability = probability
        self.probabilities = probabilities
        self.value = value
    }
}
