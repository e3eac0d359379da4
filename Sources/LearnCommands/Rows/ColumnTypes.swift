import Domain
import LearnAPI

/// What a model's schema says about its columns: decides how a value typed by a person becomes JSON.
public struct ColumnTypes: Hashable, Sendable {
    public var model: String
    public var kinds: [String: ColumnKind]
    public var label: String

    public init(model: String, kinds: [String: ColumnKind], label: String) {
        self.model = model
        self.kinds = kinds
        self.label = label
    }

    init(model: ModelName, _ schema: SchemaAnswer) {
        self.init(
            model: model.text, kinds: Dictionary(schema.columns.map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 }), label: schema.label)
    }

    /// `value` as JSON for `column`.
    ///
    /// An empty value is missing (`null`). What a value is in its column is the daemon's to say, by the rule that it has for files too
    /// (`CellReading`): numbers that are JSON already are sent without quotes, and all else as the text that it is.
    public func json(_ value: String, column: String) -> [UInt8] {
        guard !value.isEmpty else { return Array("null".utf8) }
        return kinds[column] == .numeric ? JSONText.number(value) ?? JSONText.string(value) : JSONText.string(value)
    }

    /// - Throws: `UsageError` naming the columns there are, for a column that the model does not have.
    public func require(_ column: String) throws(UsageError) {
        guard kinds[column] == nil, column != label else { return }
        let names = kinds.keys.sorted()
        let shown = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 12 ? ", … (\(names.count) in all)" : "")
        throw UsageError("model '\(model)' has no column '\(column)'; its columns are \(shown)")
    }
}
