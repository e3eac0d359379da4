/// A row's prediction: `label`, `probability` and `probabilities` for classes, `value` for regression; `heads` for a model of several labels.
public struct RowPrediction: Hashable, Sendable, Codable {
    /// The most probable class, the first of equals; left out for regression.
    public var label: String?
    /// Of `label`, 0…1.
    public var probability: Double?
    /// By class.
    public var probabilities: [String: Double]?
    /// In the label's unit; left out for classes, and `null` where it is no number.
    public var value: Double?

    /// Of a model of several labels each one's, by its name; all else is left out then.
    public var heads: [String: RowPrediction]?

    /// Either a class with its probabilities or a value, or several of them by their labels' names.
    public init(
        label: String? = nil,
        probability: Double? = nil,
        probabilities: [String: Double]? = nil,
        value: Double? = nil,
        heads: [String: RowPrediction]? = nil
    ) {
        self.heads = heads
        self.label = label
        self.probability = probability
        self.probabilities = probabilities
        self.value = value
    }
}
