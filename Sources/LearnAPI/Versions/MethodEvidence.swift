/// Why a model learns by its method: what each came to in the model's first job.
public struct MethodEvidence: Hashable, Sendable, Codable {
    /// Validation rows on which both were compared.
    public var rows: Int
    /// Accuracy (0…1), or R², by the method's name.
    public var scores: [String: Double]
    /// The name of the method that the model learns by since.
    public var chosen: String
    /// Whether one was better for certain; if not, the chosen one is the default.
    public var certain: Bool

    /// - Parameter scores: Accuracy (0…1), or R², by the method's name.
    public init(rows: Int, scores: [String: Double], chosen: String, certain: Bool) {
        self.rows = rows
        self.scores = scores
        self.chosen = chosen
        self.certain = certain
    }
}
