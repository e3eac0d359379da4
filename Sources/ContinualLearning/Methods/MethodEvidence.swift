import Domain

/// Why a model learns by the method that it does: what each came to on the same validation rows in its first job.
public struct MethodEvidence: Hashable, Sendable, Codable {
    /// Validation rows that both methods answered.
    public var rows: Int
    /// Accuracy (0…1), or R², by the method's name.
    public var scores: [String: Double]
    /// The name of the method that the model learns by from now on.
    public var chosen: String
    /// Whether one is better for certain; if not, the chosen one is the default.
    public var isCertain: Bool

    private enum CodingKeys: String, CodingKey {
        case rows, scores, chosen
        case isCertain = "certain"
    }

    init(
        rows: Int,
        scores: [TrainingSpecification.Method: Double],
        chosen: TrainingSpecification.Method,
        isCertain: Bool
    ) {
        self.rows = rows
        self.scores = Dictionary(uniqueKeysWithValues: scores.map { ($0.key.rawValue, $0.value) })
        self.chosen = chosen.rawValue
        self.isCertain = isCertain
    }
}
