import Domain
import Rows

/// What makes a line of column names look like one more row: a file of texts that has no names.
///
/// A file whose names are names must not come into suspicion: a word over numbers, or a name that labels usually have, clears it.
struct NamesLikeness {
    /// Columns, from 0, whose name is also a value in them.
    private(set) var repeated: Set<Int> = []
    /// `'a' is also a value of its column`; nil if the names are above suspicion.
    private(set) var reason: String?

    private static let labelNames: Set = ["label", "target", "class", "y"]
    /// Rows that are looked at.
    private static let mostRows = 200
    /// Rows that must have the same form as the names to tell something.
    private static let fewestRows = 3

    /// - Parameters:
    ///   - names: The line of names.
    ///   - width: Fields that most rows have.
    init?(head: CSVHead, dialect: CSVDialect, names: CSVHead.Record, width: Int) {
        let texts = names.fields.map(head.text)
        guard texts.count == width, !texts.contains(where: { Self.labelNames.contains($0.lowercased()) }) else { return nil }
        let all = head.records(
            from: names.next,
            line: names.nextLine,
            dialect.separator,
            skipsBlanks: dialect.skipsBlanks,
            comment: dialect.comment,
            atMost: CSVDialect.headRecords
        )
        guard !CSVNamesSearch(head: head, name: "").isLikeNames([names] + all, at: 0) else { return nil }
        let rows = head.records(
            from: names.next,
            line: names.nextLine,
            dialect.separator,
            skipsBlanks: dialect.skipsBlanks,
            comment: dialect.comment,
            atMost: Self.mostRows
        ).filter { $0.fields.count == width && $0.fields.map(head.text) != texts }
        guard !rows.isEmpty else { return nil }
        repeated = Set(
            texts.indices.filter { column in !texts[column].isEmpty && rows.contains { head.text($0.fields[column]) == texts[column] } }
        )
        reason = Self.reason(texts, repeated, rows, head)
    }

    private static func reason(_ names: [String], _ repeated: Set<Int>, _ rows: [CSVHead.Record], _ head: CSVHead) -> String? {
        if let last = names.lastIndex(where: { !$0.isEmpty }), repeated.contains(last) {
            return "'\(names[last])' is also a value of its column"
        }
        guard rows.count >= fewestRows else { return nil }
        for (column, name) in names.enumerated() {
            let form = form(name)
            guard form.contains("0"), form.contains(where: { !"0+-.".contains($0) }) || form.contains("0-0-0") || form.contains("0.0.0")
            else { continue }
            let alike = rows.count { Self.form(head.text($0.fields[column])) == form }
            if alike * 10 >= rows.count * 9 {
                return "'\(name)' is like the values of its column (\(RowValue.quoted(head.text(rows[0].fields[column]))))"
            }
        }
        return nil
    }

    /// A text with each run of digits as one 0: `item 12` is `item 0`, a date `0-0-0`.
    private static func form(_ text: String) -> String {
        var form = ""
        for character in text {
            if character.isASCII, character.isNumber {
                if form.last != "0" { form.append("0") }
            } else {
                form.append(character)
            }
        }
        return form
    }

    /// For the names as they were read.
    func warning(_ names: [String?]) -> String? {
        reason.map { reason in
            let shown = names.compactMap(\.self).prefix(3).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 3 ? ", …" : "")
            return
                "the first line is used as the column names (\(shown)), but \(reason); if it is a row of data, add a line of column names above it"
        }
    }
}
