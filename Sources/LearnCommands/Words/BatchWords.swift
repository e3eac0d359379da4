import Domain
import LearnAPI

/// Files in words.
enum BatchWords {
    /// `waiting`, `set aside`…
    static func state(_ state: BatchState) -> String { String(state.rawValue.map { $0 == "_" ? " " : $0 }) }

    static func table(_ batches: [BatchAnswer]) -> [String] {
        guard !batches.isEmpty else { return ["no files"] }
        var table = Table(
            .number("BATCH"), .text("MODEL"), .text("FILE"), .text("STATE"), .number("ROWS"), .number("REFUSED"), .number("VERSION"),
            .text("RECEIVED (UTC)"), .text("REASON"))
        for batch in batches {
            table.add([
                batch.id.description, batch.model.text, batch.file, state(batch.state), String(batch.rows), String(batch.refusedRows),
                ModelWords.number(batch.version), ModelWords.time(batch.receivedAt), reason(batch),
            ])
        }
        return table.lines
    }

    /// `batch 7 (day1.csv) is waiting`
    static func sentence(_ batch: BatchAnswer) -> String {
        "batch \(batch.id) (\(batch.file.printable)) is \(state(batch.state))" + (batch.reason.map { ": \($0.printable)" } ?? "")
    }

    private static func reason(_ batch: BatchAnswer) -> String {
        batch.reason ?? batch.duplicateOf.map { "the same as batch \($0)" } ?? batch.warnings.first ?? ""
    }
}
