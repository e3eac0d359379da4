/// A row of a file that was skipped.
public struct RefusedRow: Hashable, Sendable, Codable {
    /// The line it begins on, from 1.
    public var line: Int
    /// Why, with its values marked (`RowValue`).
    public var said: String
    /// The same for those who have the file.
    public var reason: String { said.withValues }
    /// The row as it stands in the file, shortened.
    public var excerpt: String

    /// - Parameter reason: With its values marked (`RowValue`).
    public init(line: Int, reason: String, excerpt: String) {
        self.line = line
        said = reason
        self.excerpt = excerpt
    }
}
