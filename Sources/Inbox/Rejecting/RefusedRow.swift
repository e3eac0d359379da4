import Domain

extension RefusedRow {
    /// `line,reason,excerpt` with a header, as RFC 4180 has it.
    static func table(_ rows: [RefusedRow]) -> String {
        var text = "line,reason,excerpt\n"
        for row in rows { text += "\(row.line),\(quoted(row.reason.printable)),\(quoted(excerpt(row)))\n" }
        return text
    }

    /// With its tabs and line breaks, which are the row's own.
    private static func excerpt(_ row: RefusedRow) -> String {
        String(
            String.UnicodeScalarView(row.excerpt.unicodeScalars.map { $0.steers && $0 != "\t" && $0 != "\n" ? "\u{FFFD}" : $0 })
        )
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
