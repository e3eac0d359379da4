import Domain
import Glibc
import Models
import Reading
import Rows

/// Reads a file of the archive and says what it is. A child's work; nothing of the daemon's is needed for it.
public final class FileInspector {
    /// The last model that a file was compared with: many files of one model come one after another.
    private var known: (path: String, model: KnownModel)?

    public init() {}

    public func inspect(_ inspection: FileInspection) -> FileInspection.Answer {
        do {
            return .init(content: try content(inspection), refusal: nil)
        } catch let refusal as Refusal {
            return .init(content: nil, refusal: refusal.rephrased { Self.naming(inspection, in: $0) })
        } catch {
            return .init(content: nil, refusal: Refusal(.failed, what: "\(error)", at: inspection.name))
        }
    }

    private func content(_ inspection: FileInspection) throws -> FileInspection.Content {
        let result = try ArchivedFile.read(inspection.path) { descriptor throws(Refusal) in
            try ExampleReader(limits: inspection.limits).read(
                fileDescriptor: descriptor,
                name: inspection.name,
                schema: inspection.schema,
                specification: inspection.specification,
                maxRefusedShare: inspection.maxRefusedShare,
                numericShare: inspection.numericShare,
                formerLabel: inspection.formerLabel
            )
        }
        let gathered = RowSet.gather(result.table, batch: inspection.digest)
        var warnings = result.remarks
        if let model = try knownModel(inspection) {
            warnings += FileAgainstModel(table: result.table, model: inspection.model.text, known: model).warnings
        }
        warnings += gathered.warnings
        if let warning = remember(gathered.rows, inspection) { warnings.append(warning) }
        return FileInspection.Content(
            rowCount: gathered.rows.count,
            rowsDigest: gathered.rows.rowsDigest,
            refused: result.refused,
            refusedCount: result.refusedCount,
            skipped: Self.skipped(result).map { Self.naming(inspection, in: $0.withoutValues) },
            otherWarnings: warnings.map { Self.naming(inspection, in: $0.withoutValues) },
            notes: result.notes.map(\.withoutValues),
            schema: result.table.schema
        )
    }

    private func knownModel(_ inspection: FileInspection) throws -> KnownModel? {
        guard let path = inspection.known else { return nil }
        if let known, known.path == path { return known.model }
        let model = try CanonicalJSON.decode(KnownModel.self, from: WholeFile.read(path))
        known = (path, model)
        return model
    }

    private func remember(_ rows: RowSet, _ inspection: FileInspection) -> String? {
        guard let recent = inspection.recent.map(RecentRows.init(root:)) else { return nil }
        let words = RecentRows.words(of: rows)
        defer { recent.keep(words, of: inspection.model, file: inspection.digest) }
        return recent.warning(words, of: inspection.model, file: inspection.digest)
    }

    /// What reading says of "the model's settings", said of this model's.
    private static func naming(_ inspection: FileInspection, in text: String) -> String {
        text.replacing("models.MODEL.", with: "models.\(inspection.model).").replacing("relearn MODEL", with: "relearn \(inspection.model)")
            .replacing("in CONFIGURATION", with: "in \(inspection.configuration)")
    }

    /// Why rows were skipped: the first reason.
    private static func skipped(_ result: ReadResult) -> String? {
        guard let first = result.refused.first else { return nil }
        let rows = result.refusedCount == 1 ? "1 row" : "\(result.refusedCount) rows"
        let place = result.unit == .file ? "'\(first.excerpt)'" : "in \(result.unit.place(first.line))"
        return "\(rows) skipped, the first \(place): \(first.said)"
    }
}
