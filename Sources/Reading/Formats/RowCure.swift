import Domain

/// What to do about rows that were skipped, where their reasons show that it is the same for all.
enum RowCure {
    static let notUTF8 = "the file is not UTF-8, probably Windows-1252; convert it: iconv -f WINDOWS-1252 -t UTF-8"

    static let notJSON = "write one JSON object a row, or let the file's name say what it is, e.g. .csv"

    static func fix(for rows: [RefusedRow], else other: String) -> String {
        guard !rows.isEmpty else { return other }
        if rows.allSatisfy({ $0.reason.hasSuffix("is not UTF-8") }) { return notUTF8 }
        if rows.allSatisfy({ $0.reason == "the row is not a JSON object" }) { return notJSON }
        return other
    }
}
