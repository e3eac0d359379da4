import Domain
import LearnAPI

/// Files in words.
enum BatchWords {
    /// `waiting`, `set aside`…
    static func state(_ state: BatchState) -> String { String(state.rawValue.map { $0 == "_" ? " " : $0 }) }

    /// On a terminal the reasons stand below the table, where there is room for them.
    static func table(_ batches: [BatchResponse], width: Int?) -> [String] {
        guard !batches.isEmpty else { return ["no files"] }
        var table = Table(
            columns: [
                .number("BATCH"), .text("MODEL", .cut(to: 8)), .text("FILE", .cut(to: 10)), .text("STATE"),
                .number("ROWS", .leave(order: 2)),
                .number("SKIPPED", .leave(order: 3)), .number("VERSION", .leave(order: 1)), .text("RECEIVED (UTC)", .leave(order: 4)),
            ] + (width == nil ? [.text("REASON")] : [])
        )
        for batch in batches {
            table.add(
                [
                    batch.id.description, batch.model.text, batch.file, state(batch.state), String(batch.rows), String(batch.skippedRows),
                    version(batch), ModelWords.time(batch.receivedAt),
                ] + (width == nil ? [reason(batch)] : [])
            )
        }
        guard let width else { return table.lines(fitting: nil) }
        let reasons = batches.filter { !reason($0).isEmpty }
        let number = reasons.map(\.id.description.columns).max() ?? 0
        return table.lines(fitting: width) + (reasons.isEmpty ? [] : [""])
            + reasons.flatMap { batch in
                reason(batch).printable.wrapped(to: width - number - 2).enumerated().map { index, line in
                    (index == 0 ? batch.id.description : "").padded(to: number, alignment: .trailing) + "  " + line
                }
            }
    }

    /// `batch 7 (day1.csv) is waiting`
    static func sentence(_ batch: BatchResponse) -> String {
        "batch \(batch.id) (\(batch.file.printable)) is \(state(batch.state))" + (batch.reason.map { ": \($0.printable)" } ?? "")
    }

    /// What a file set aside was once part of answers nobody.
    private static func version(_ batch: BatchResponse) -> String { ModelWords.number(batch.state == .setAside ? nil : batch.version) }

    private static func reason(_ batch: BatchResponse) -> String {
        batch.reason ?? batch.duplicateOf.map { "the same as batch \($0)" } ?? batch.warnings.first ?? ""
    }
}
