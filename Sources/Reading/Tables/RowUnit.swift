/// What a file's rows are found by, for messages.
public enum RowUnit: Hashable, Sendable {
    /// Lines of a text.
    case line
    /// Rows of a document, which are counted: where its lines break tells little.
    case row
    /// An archive's or a folder's files, told by their names.
    case file

    /// `line 7`.
    public func place(_ number: some BinaryInteger) -> String { "\(self == .line ? "line" : "row") \(number)" }
}
