import Domain
import Rows

/// Finds the line of column names among a text's first records.
struct CSVNamesSearch {
    let head: CSVHead
    /// The file's.
    let name: String

    /// The number of fields that most records after the first have, and the share of them that have it.
    static func usualFields(_ records: [CSVHead.Record]) -> (count: Int, share: Double) {
        var counts: [Int: Int] = [:]
        for record in records.dropFirst() { counts[record.fields.count, default: 0] += 1 }
        let own = records.first?.fields.count
        // Of numbers as frequent as each other the first record's own, else the largest.
        guard let most = counts.max(by: { ($0.value, $0.key == own ? 1 : 0, $0.key) < ($1.value, $1.key == own ? 1 : 0, $1.key) }) else {
            return (0, 0)
        }
        return (most.key, Double(most.value) / Double(records.count - 1))
    }

    /// - Parameter passed: Lines before the first record that are passed over.
    func find(_ dialect: inout CSVDialect, _ records: [CSVHead.Record], passed: [CSVHead.Record]) throws(Refusal) {
        var place = 0
        if let first = records.first, records.count > 1 {
            let usual = Self.usualFields(records).count
            if first.fields.count == usual {
                place = lineUnderTitle(records, usual) ?? 0
            } else if usual > 1 {
                place = try lineAmongOthers(records, usual, &dialect)
            }
        }
        let skipped = passed + records.prefix(place)
        // Where all lines are passed over there is none to begin at: whoever reads on finds no names.
        if records.count > place, let first = skipped.first, let last = skipped.last {
            dialect.start = records[place].range.lowerBound
            dialect.line = records[place].line
            let lines = first.line == last.nextLine - 1 ? "line \(first.line)" : "lines \(first.line) to \(last.nextLine - 1)"
            let verb = first.line == last.nextLine - 1 ? "is" : "are"
            dialect.warnings.append("\(lines) before the column names \(verb) ignored: \(RowValue.quoted(head.excerpt(first)))")
        }
        if records.count > place {
            dialect.likeness = NamesLikeness(
                head: head,
                dialect: dialect,
                names: records[place],
                width: Self.usualFields(records).count
            )
        }
    }

    /// Under a title or lines of delimiters that have as many fields as the rows, all but one empty.
    private func lineUnderTitle(_ records: [CSVHead.Record], _ usual: Int) -> Int? {
        let filled = head.filled(records[0])
        guard filled < 2 || filled * 2 <= usual else { return nil }
        let place = likelyNames(records, usual) ?? (filled < 2 ? firstWords(records, usual) : nil)
        guard let place, place > 0, head.filled(records[place]) > max(1, filled) else { return nil }
        // Under a title over two columns only what is certain.
        return usual > 2 || filled == 0 || isLikeNames(records, at: place) ? place : nil
    }

    /// The first record has another number of fields than the rows.
    private func lineAmongOthers(
        _ records: [CSVHead.Record],
        _ usual: Int,
        _ dialect: inout CSVDialect
    ) throws(Refusal) -> Int {
        let own = records[0].fields.count
        // Under a line of several fields, which may be the names after all, only words are.
        if let place = likelyNames(records, usual), place > 0, own == 1 || hasOnlyWords(records[place]) { return place }
        if own == 1, let place = firstWords(records, usual) { return place }
        let rows = records.dropFirst().filter { $0.fields.count == usual }
        if own > 1, own == usual - 1, hasOnlyWords(records[0]) {
            if rows.allSatisfy({ head.trimmed($0.fields[usual - 1]).isEmpty }) {
                dialect.unnamed = .last
                return 0
            }
            if rows.count == records.count - 1, areRowNames(rows, dialect.separator) {
                dialect.unnamed = .first
                return 0
            }
        }
        // The rows would all be skipped: then the reason is in this line.
        if own == 1 || rows.count == records.count - 1 && rows.count > 1 {
            let fields = { (count: Int) in count == 1 ? "1 field" : "\(count) fields" }
            throw Refusal(
                .invalid,
                what:
                    "line \(records[0].line) has \(fields(own)) and line \(rows.first?.line ?? 0) has \(usual): is line \(records[0].line) not the line of column names?",
                at: "\(name):\(records[0].line)",
                fix: "let the file begin with one line of column names, one for each field of the rows under it"
            )
        }
        return 0
    }

    /// Whether the rows' first fields are R's row names: distinct; and counted, in quotes, or before columns of numbers where text hardly
    /// holds the delimiter. (A comma in a text without quotes also makes a field too many.)
    private func areRowNames(_ rows: [CSVHead.Record], _ separator: CSVHead.Separator) -> Bool {
        let names = rows.map { head.text($0.fields[0]) }
        guard !names.contains(""), Set(names).count == names.count else { return false }
        let numbers = names.compactMap(Int.init)
        if numbers.count == names.count, zip(numbers, numbers.dropFirst()).allSatisfy({ $1 == $0 + 1 }) { return true }
        let areQuoted = rows.allSatisfy { $0.range.contains($0.fields[0].range.lowerBound - 1) && isQuoted($0.fields[0]) }
        if areQuoted { return true }
        guard separator == .tab || separator == .blanks else { return false }
        return rows[0].fields.indices.dropFirst().contains { column in
            rows.allSatisfy { row in
                if case .number = head.reading(row.fields[column]) { return true }
                return false
            }
        }
    }

    private func isQuoted(_ field: CSVHead.Field) -> Bool { head.bytes[field.range.lowerBound - 1] == UInt8(ascii: "\"") }

    /// The first record that is names as the rows show, with nothing but titles and the like above it.
    private func likelyNames(_ records: [CSVHead.Record], _ usual: Int) -> Int? {
        for place in records.indices.dropLast() {
            if records[place].fields.count == usual, isLikeNames(records, at: place) { return place }
            if records[place].fields.count == usual, head.filled(records[place]) * 2 > usual { return nil }
        }
        return nil
    }

    /// The first record of the usual number of fields that holds words only, at least two.
    private func firstWords(_ records: [CSVHead.Record], _ usual: Int) -> Int? {
        guard let place = records.indices.dropFirst().first(where: { records[$0].fields.count == usual && head.filled(records[$0]) > 1 })
        else { return nil }
        return place < records.count - 1 && hasOnlyWords(records[place]) ? place : nil
    }

    private func hasOnlyWords(_ record: CSVHead.Record) -> Bool {
        record.fields.allSatisfy { field in
            switch head.reading(field) {
            case .empty, .text: true
            case .number, .styled, .infinite, .missing, .boolean: false
            }
        }
    }

    /// Whether a record has a word in a column in which all records under it hold numbers or truth values.
    func isLikeNames(_ records: [CSVHead.Record], at place: Int) -> Bool {
        let width = records[place].fields.count
        let rows = records[(place + 1)...].filter { $0.fields.count == width }
        return records[place].fields.indices.contains { column in
            guard case .text = head.reading(records[place].fields[column]) else { return false }
            var others = 0
            for row in rows {
                switch head.reading(row.fields[column]) {
                case .number, .styled, .infinite, .boolean: others += 1
                case .empty, .missing: continue
                case .text: return false
                }
            }
            return others > 0
        }
    }
}
