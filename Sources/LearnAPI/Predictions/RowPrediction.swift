/// A row's prediction: `label`, `probability` and `probabilities` for classes, `value` for regression; `heads` for a model of several labels.
public struct RowPrediction: Hashable, Sendable, Codable {
    /// The most probable class, the first of equals; left out for regression, and null where even that is too improbable (`answers.least_probability`).
    public var label: String?
    /// Of `label`, 0…1.
    public var probability: Double?
    /// By class.
    public var probabilities: [String: Double]?
    /// In the label's unit; left out for classes, and `null` where it is no number.
    public var value: Double?
    /// How far the row is from all that was learned, about 1 for rows like those; left out where the model does not tell.
    public var distance: Double?

    /// Of a model of several labels each one's, by its name; all else is left out then.
    public var heads: [String: RowPrediction]?

    /// Either a class with its probabilities or a value, or several of them by their labels' names.
    public init(
        label: String? = nil,
        probability: Double? = nil,
        probabilities: [String: Double]? = nil,
        value: Double? = nil,
        distance: Double? = nil,
        heads: [String: RowPrediction]? = nil
    ) {
        self.heads = heads
        self.label = label
        self.probability = probability
        self.probabilities = probabilities
        self.value = value
        self.distance = distance
    }
}

extension RowPrediction {
    private enum CodingKeys: String, CodingKey {
        case label, probability, probabilities, value, distance, heads
    }

    /// As the daemon writes it: a label that is none of the classes is null, not left out.
    public func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        if probability != nil { try keys.encode(label, forKey: .label) }
        try keys.encodeIfPresent(probability, forKey: .probability)
        try keys.encodeIfPresent(probabilities, forKey: .probabilities)
        try keys.encodeIfPresent(value, forKey: .value)
        try keys.encodeIfPresent(distance, forKey: .distance)
        try keys.encodeIfPresent(heads, forKey: .heads)
    }
}
