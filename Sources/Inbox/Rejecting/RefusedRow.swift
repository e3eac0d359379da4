import Domain

extension RefusedRow {
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
