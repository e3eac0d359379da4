import Domain

/// The rows of a file that were skipped: the first in detail, all counted.
struct RefusedRows {
    static let mostDetailed = 1_000

    private(set) var rows: [RefusedRow] = []
    private(set) var count = 0
    private let unit: RowUnit

    init(of unit: RowUnit) { self.unit = unit }

    mutating func append(_ record: Record, reason: String) {
        append(line: record.line, reason: reason, excerpt: record.excerpt)
    }

    /// - Parameter excerpt: Made only where it is kept.
    mutating func append(line: Int, reason: String, excerpt: @autoclosure () -> String) {
        count += 1
        if rows.count < Self.mostDetailed { rows.append(RefusedRow(line: line, reason: reason, excerpt: excerpt())) }
    }

    /// In the file's order, for what was found out late.
    mutating func sort() { rows.sort { $0.line < $1.line } }

    /// The first three reasons, each with its first row and how many more rows have it: `line 2 and 4 more: the row has 1 field`.
    private var reasons: String {
        var seen: [String: Int] = [:]
        var distinct: [(first: RefusedRow, more: Int)] = []
        for row in rows {
            if let place = seen[row.said] {
                distinct[place].more += 1
            } else if distinct.count < 3 {
                seen[row.said] = distinct.count
                distinct.append((row, 0))
            }
        }
        return distinct.map { row, more in
            let place = unit == .file ? "'\(row.excerpt)'" : unit.place(row.line)
            // Only the first rows are kept, so beyond them no number is true.
            let others = more == 0 ? "" : count > rows.count ? " and others" : " and \(more) more"
            return "\(place)\(others): \(row.said)"
        }.joined(separator: "; ")
    }

    /// Refuses the file if too many of its rows were skipped.
    ///
    /// - Parameter kept: Rows that can be used.
    func check(kept: Int, maxShare: Double, name: String) throws(Refusal) {
        guard count > 0, kept == 0 || Double(count) > maxShare * Double(count + kept) else { return }
        let units = unit == .file ? "files" : "rows"
        let limit = kept == 0 ? "" : " (limit: \(Decimals.text(maxShare * 100, places: 1)) %)"
        throw Refusal(
            .invalid,
            what: "\(count) of \(count + kept) \(units) cannot be used\(limit): \(reasons)",
            at: name,
            fix: RowCure.fix(for: rows, else: "fix these \(units) or remove them")
        )
    }
}
