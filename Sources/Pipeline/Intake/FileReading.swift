import Domain
import Inbox
import Registry
import Rows

/// What reading a taken file came to, ready to be recorded.
struct FileReading {
    struct Content {
        var rowCount: Int
        var rowsDigest: Digest
        var refused: [RefusedRow]
        var refusedCount: Int
        /// Where the first of them are listed; nil until that is written, or where there are none.
        var list: RowList?
        /// How many rows were skipped, and why the first was. Without values of rows, as the next two: these are for the registry, which
        /// everybody may ask.
        var skipped: String?
        var otherWarnings: [String]
        /// What was understood of it, a sentence each.
        var notes: [String]
        /// The schema under which it was read, canonical JSON.
        var schema: [UInt8]
        /// That under which it was read, where a label that begins with it has extended it.
        var extendedSchema: [UInt8]?
        /// The settings under which it was read that decide a schema, canonical JSON.
        var formSettings: [UInt8]

        var warnings: [String] { (skipped.map { [$0] } ?? []) + otherWarnings }

        /// Adds where the skipped rows are listed to what is said of them.
        mutating func say(_ list: RowList) {
            self.list = list
            guard let skipped else { return }
            let all = refusedCount > refused.count ? "the first \(refused.count) are" : refusedCount == 1 ? "it is" : "all are"
            self.skipped = "\(skipped); \(all) listed in \(list.place)"
        }
    }

    var file: TakenFile
    /// A refusal with the values that it names: `rejected/` is for those who may read the file.
    var outcome: Result<Content, Refusal>

    var record: IntakeRecord {
        switch outcome {
        case .success(let content):
            IntakeRecord(
                model: file.model,
                source: file.source,
                digest: file.digest,
                rowsDigest: content.rowsDigest,
                fileName: file.originalName,
                byteCount: file.byteCount,
                rowCount: content.rowCount,
                refusedRowCount: content.refusedCount,
                warnings: content.warnings,
                verdict: .accepted(schema: content.schema, extending: content.extendedSchema),
                formSettings: content.formSettings,
                notes: content.notes
            )
        case .failure(let refusal):
            IntakeRecord(
                model: file.model,
                source: file.source,
                digest: file.digest,
                rowsDigest: nil,
                fileName: file.originalName,
                byteCount: file.byteCount,
                rowCount: 0,
                refusedRowCount: 0,
                warnings: [],
                verdict: .refused(reason: refusal.withoutValues.description)
            )
        }
    }

    /// One line for the log.
    func summary(_ result: IntakeResult) -> String {
        switch (outcome, result.batch.state) {
        case (.failure(let refusal), _): "refused: \(refusal.withoutValues)"
        case (.success, .duplicate): "\(file.originalName) is a duplicate of batch \(result.batch.duplicateOf.map(\.description) ?? "?")"
        case (.success(let content), _):
            "accepted \(file.originalName): \(content.rowCount) rows"
                + (content.refusedCount > 0 ? ", \(content.refusedCount) skipped" : "")
        }
    }
}

extension BatchReading {
    /// - Parameter outcome: Of reading its archived file again.
    init(_ batch: BatchInfo, _ outcome: Result<FileReading.Content, Refusal>) {
        switch outcome {
        case .success(let content):
            self.init(
                batch: batch.id,
                rowsDigest: content.rowsDigest,
                rowCount: content.rowCount,
                refusedRowCount: content.refusedCount,
                warnings: content.warnings,
                notes: content.notes,
                verdict: .accepted(schema: content.schema, extending: content.extendedSchema)
            )
        case .failure(let refusal):
            self.init(
                batch: batch.id,
                rowsDigest: nil,
                rowCount: 0,
                refusedRowCount: 0,
                warnings: [],
                notes: [],
                verdict: .refused(reason: refusal.withoutValues.description)
            )
        }
    }
}
