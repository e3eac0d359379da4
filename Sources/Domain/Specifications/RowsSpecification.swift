/// How a model's rows and their numbers are read.
public struct RowsSpecification: Hashable, Sendable, Codable {
    /// How rows with the same features count; nil: decided from the first file.
    public var repeated: RepeatedRows?
    /// What stands before a number's fraction; nil: decided for each file.
    public var decimal: DecimalMark?

    /// By default the files decide.
    public init(repeated: RepeatedRows? = nil, decimal: DecimalMark? = nil) {
        self.repeated = repeated
        self.decimal = decimal
    }
}

/// How rows with the same features count.
public enum RepeatedRows: String, Hashable, Sendable, Codable, CaseIterable {
    /// As often as they come: they are different cases that look alike, as in a table of few coarse columns.
    case count
    /// Once, with the last label: they are one case that was delivered more than once.
    case once
}

/// What stands before a number's fraction.
public enum DecimalMark: String, Hashable, Sendable, Codable, CaseIterable {
    case point, comma
}

/// Whether spellings of a class that differ in case, blanks or Unicode form alone are one class.
public enum ClassSpellings: String, Hashable, Sendable, Codable, CaseIterable {
    /// `True`, `true` and `TRUE ` are one class.
    case folded
    /// Each is a class of its own.
    case exact
}
