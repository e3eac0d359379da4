/// How a column's values are read and held, by its word: `numeric`. Which kinds there are is said where rows are (`ColumnForm`).
public struct ColumnKind: RawRepresentable, Hashable, Sendable, Codable {
    /// Its word in settings, documents and answers.
    public let rawValue: String

    /// Any word: whether there is such a kind is for others to say.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// What a person may say of a table's column: its kind, or that it is left out.
public struct ColumnRule: RawRepresentable, Hashable, Sendable, Codable {
    /// A kind's word, or `ignore`.
    public let rawValue: String

    /// Any word: whether there is such a rule is for others to say.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A column of this kind.
    public init(_ kind: ColumnKind) { rawValue = kind.rawValue }

    /// The column is left out: neither files nor requests need it.
    public static let ignore = ColumnRule(rawValue: "ignore")

    /// The kind that it gives; nil for a column that is left out.
    public var kind: ColumnKind? { self == .ignore ? nil : ColumnKind(rawValue: rawValue) }
}
