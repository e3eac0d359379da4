/// How a column's values are held.
public enum ColumnKind: String, Hashable, Sendable, Codable, CaseIterable {
    case numeric, categorical, boolean
    /// Pixels; a model of images has this column alone.
    case image
}

/// What a person may say of a table's column.
public enum ColumnRule: String, Hashable, Sendable, Codable, CaseIterable {
    case numeric, categorical, boolean
    /// The column is left out: neither files nor requests need it.
    case ignore

    /// The kind that it gives; nil for a column that is left out.
    public var kind: ColumnKind? {
        switch self {
        case .numeric: .numeric
        case .categorical: .categorical
        case .boolean: .boolean
        case .ignore: nil
        }
    }
}
