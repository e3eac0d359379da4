/// A row of a file that was set aside.
public struct RefusedRow: Hashable, Sendable, Codable {
    /// The line it begins on, from 1.
    public var line: Int
    public var reason: String
    /// The row as it stands in the file, shortened.
    public var excerpt: String

    public init(line: Int, reason: String, excerpt: String) {
        self.line = line
        self.reason = reason
        self.excerpt = excerpt
    }
}
