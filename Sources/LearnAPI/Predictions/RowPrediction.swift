/// A row's prediction: `label`, `probability` and `probabilities` for classes, `value` for regression.
public struct RowPrediction: Hashable, Sendable, Codable {
    /// The most probable class, the first of equals; left out for regression.
    public var label: String?
    /// Of `label`, 0…1.
    public var probability: Double?
    /// By class.
    public var probabilities: [String: Double]?
    /// In the label's unit; left out for classes, and `null` where it is no number.
    public var value: Double?

    /// Either a class with its probabilities or a value.
    public init(label: String? = nil, probability: Double? = nil, probabilities: [String: Double]? = nil, value: Double? = nil) {
        self.label = label
        self.probability = probability
        self.probabilities = probabilities
        self.value = value
    }
}
