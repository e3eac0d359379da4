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
        throw UsageError("model '\(model)' has no column '\(column)'; its columns are \(shown(names))")
    }

    private func shown(_ names: [String]) -> String {
        names.prefix(12).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 12 ? ", … (\(names.count) in all)" : "")
    }
}

extension ColumnTypes {
    /// Columns and values as they were meant, with the text that was given without a column's name.
    ///
    /// - Throws: `UsageError` for a column that the model does not have, and for a text that is not all that the model needs, or may be of several columns.
    func row(_ pairs: [RowSource.Pair], text: String?) throws(UsageError) -> [RowSource.Pair] {
        var (row, text) = (pairs.map(meant), text)
        // A sentence may have a sign of its own: no column's name stands before it then.
        if text == nil, texts.count == 1, !row.contains(where: { $0.column == texts[0] }),
            let place = row.firstIndex(where: { !isColumn($0.column) && $0.column.contains { $0.isWhitespace } })
        {
            let pair = pairs[place]
            row.remove(at: place)
            text = "\(pair.column)=\(pair.value)"
        }
        for pair in row { try require(pair.column) }
        guard let text else { return row }
        guard texts.count == 1 else {
            throw UsageError(
                texts.isEmpty
                    ? "'\(text)' is not column=value, and model '\(model)' has no column of texts that it could be; its columns are \(shown(names))"
                    : "model '\(model)' has several columns of texts: \(shown(texts)); say which one '\(text)' is: \(Self.quoted("\(texts[0])=\(text)"))"
            )
        }
        guard !row.contains(where: { $0.column == texts[0] }) else {
            throw UsageError("the text is given twice: as \(texts[0])=…, and as '\(text)'")
        }
        let missing = names.filter { name in name != texts[0] && !row.contains { $0.column == name } }
        guard missing.isEmpty else {
            let needed = missing.prefix(12).map { Self.quoted("\($0)=") + "…" }.joined(separator: " ")
            throw UsageError(
                "model '\(model)' needs more than a text: \(shown(missing)); give them too: learnctl predict \(model) \(Self.quoted(text)) \(needed)"
            )
        }
        return row + [RowSource.Pair(column: texts[0], value: text)]
    }

    /// The columns of texts.
    private var texts: [String] { names.filter { kinds[$0] == .text } }

    private func isColumn(_ name: String) -> Bool { kinds[name] != nil || labels.contains(name) }

    /// As a shell takes it.
    private static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy { $0.isPlainInShells }
        return isPlain ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}

extension UInt8 {
    fileprivate var isPlainInShells: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "="), 0x80...: true
        default: false
        }
    }
}
