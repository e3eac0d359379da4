import Domain

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

    /// `value` as JSON for `column`.
    ///
    /// An empty value is missing (`null`). What does not look like the column's kind goes as the text it is: the daemon refuses it by
    /// the rules it has for everyone. A column that is not in the schema is left to the daemon likewise.
    public func json(_ value: String, column: String) -> [UInt8] {
        guard !value.isEmpty else { return Array("null".utf8) }
        switch kinds[column] {
        case .numeric: return JSONText.number(value) ?? JSONText.string(value)
        case .boolean: return Self.truth(value).map { Array($0.utf8) } ?? JSONText.string(value)
        case .categorical, .image, nil: return JSONText.string(value)
        }
    }

    /// - Throws: `UsageError` naming the columns there are, for a column that the model does not have.
    public func require(_ column: String) throws(UsageError) {
        guard kinds[column] == nil, column != label else { return }
        let names = kinds.keys.sorted()
        let shown = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 12 ? ", … (\(names.count) in all)" : "")
        throw UsageError("model '\(model)' has no column '\(column)'; its columns are \(shown)")
    }

    private static func truth(_ value: String) -> String? {
        switch value.lowercased() {
        case "true", "1": "true"
        case "false", "0": "false"
        default: nil
        }
    }
}
