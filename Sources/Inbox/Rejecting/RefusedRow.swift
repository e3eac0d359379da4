/// A row of a file that was set aside.
public struct RefusedRow: Hashable, Sendable {
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

    /// `line,reason,excerpt` with a header, as RFC 4180 has it.
    static func table(_ rows: [RefusedRow]) -> String {
        var text = "line,reason,excerpt\n"
        for row in rows { text += "\(row.line),\(quoted(row.reason)),\(quoted(row.excerpt))\n" }
        return text
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
