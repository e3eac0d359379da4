import Domain
import LearnAPI

/// What a model's schema says about its columns: decides how a value typed by a person becomes JSON.
public struct ColumnTypes: Hashable, Sendable {
    /// The model's name, for messages.
    public var model: String
    /// By column, the label's left out.
    public var kinds: [String: ColumnKind]
    /// The columns' names in the schema's order.
    public var names: [String]
    /// The labels' columns: they may be given with a row, and are not asked for.
    public var labels: [String]
    /// What stands before fractions in the model's texts.
    public var decimal: DecimalMark

    /// - Parameter names: Nil: the kinds' columns, sorted.
    public init(model: String, kinds: [String: ColumnKind], names: [String]? = nil, labels: [String], decimal: DecimalMark = .point) {
        self.model = model
        self.kinds = kinds
        self.names = names ?? kinds.keys.sorted()
        self.labels = labels
        self.decimal = decimal
    }

    init(model: ModelName, _ schema: SchemaDescription) {
        self.init(
            model: model.text,
            kinds: Dictionary(schema.columns.map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 }),
            names: schema.columns.map(\.name),
            labels: schema.labels,
            decimal: schema.decimal ?? .point
        )
    }

    /// `value` as JSON for `column`.
    ///
    /// An empty value is missing (`null`). What a value is in its column is the daemon's to say, by the rule that it has for files too
    /// (`CellReading`): numbers that are JSON already are sent without quotes, and all else as the text that it is. Where the
    /// model's numbers have decimal commas, `1.130` is a text: JSON's number of that form is another one.
    public func json(_ value: String, column: String) -> [UInt8] {
        guard !value.isEmpty else { return Array("null".utf8) }
        let isNumber = kinds[column] == .numeric && (decimal == .point || !value.utf8.contains(UInt8(ascii: ".")))
        return (isNumber ? JSONText.number(value) : nil) ?? JSONText.string(value)
    }

    /// A pair as it was meant: of several `=` in the word, the first that ends a column's name.
    func meant(_ pair: RowSource.Pair) -> RowSource.Pair {
        var candidate: RowSource.Pair? = pair
        while let next = candidate {
            if kinds[next.column] != nil || labels.contains(next.column) { return next }
            candidate = next.longer
        }
        return pair
    }

    /// - Throws: `UsageError` naming the columns there are, for a column that the model does not have.
    public func require(_ column: String) throws(UsageError) {
        guard kinds[column] == nil, !labels.contains(column) else { return }
        let shown = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 12 ? ", … (\(names.count) in all)" : "")
        throw UsageError("model '\(model)' has no column '\(column)'; its columns are \(shown)")
    }
}
