import Domain

/// The rows of a file that were set aside: the first in detail, all counted.
struct RefusedRows {
    static let mostDetailed = 1_000

    private(set) var rows: [RefusedRow] = []
    private(set) var count = 0

    mutating func append(_ record: Record, reason: String) {
        count += 1
        if rows.count < Self.mostDetailed { rows.append(RefusedRow(line: record.line, reason: reason, excerpt: record.excerpt)) }
    }

    /// Refuses the file if too many of its rows were set aside.
    ///
    /// - Parameter kept: Rows that can be used.
    func check(kept: Int, maxShare: Double, name: String) throws(Refusal) {
        guard count > 0, kept == 0 || Double(count) > maxShare * Double(count + kept) else { return }
        let first = rows.prefix(3).map { "line \($0.line): \($0.reason)" }.joined(separator: "; ")
        let bound = kept == 0 ? "" : ", at most \(Decimals.text(maxShare * 100, places: 1)) % may be"
        throw Refusal(
            .invalid, what: "\(count) of \(count + kept) rows cannot be used\(bound) (\(first))", at: name,
            fix: "mend these rows or take them out")
    }
}
