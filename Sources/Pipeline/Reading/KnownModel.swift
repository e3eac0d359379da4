import Domain
import Models

/// What the model in service knows, as far as files are compared with it: written for the child that reads them.
public struct KnownModel: Hashable, Sendable, Codable {
    /// What is known of a feature column.
    public struct Column: Hashable, Sendable, Codable {
        /// As the schema has it.
        public var name: String
        /// Of a categorical column.
        public var levels: [String]
        /// Of a numeric column: mean and spread of what was learned.
        public var mean: Double?
        /// Of a numeric column: the spread, above 0; nil where the predictor has no scaler.
        public var scale: Double?
    }

    /// By label; none of those that are numbers.
    public var classes: [String: [String]]
    /// In the model's order.
    public var columns: [Column]

    /// What a loaded version knows.
    public init(_ predictor: any Predictor) {
        classes = [:]
        for head in predictor.heads {
            if case .classes(let names) = head.outputs { classes[head.name] = names }
        }
        let tabular = predictor as? TabularPredictor
        columns = predictor.layout.columns.enumerated().map { place, column in
            let scale = tabular?.scale(ofColumn: place).flatMap { $0.mean.isFinite && $0.scale.isFinite ? $0 : nil }
            return Column(name: column.name, levels: column.levels, mean: scale?.mean, scale: scale?.scale)
        }
    }
}
