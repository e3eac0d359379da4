import Domain
import Files
import Glibc
import Hashing
import Models
import Reading
import Rows

/// Reads a file of the archive and says what it is. A child's work; nothing of the daemon's is needed for it.
public final class FileInspector {
    /// The last model that a file was compared with: many files of one model come one after another.
    private var known: (path: String, model: KnownModel)?
    /// Schemas that files have decided since the last request.
    private var decided: [ModelName: Schema] = [:]

    /// An inspector that knows no model yet.
    public init() {}

    /// Files of a further request: what the former one's decided is in its terms now, or was not taken.
    func begin() { decided = [:] }

    /// Reads a file to its end, which blocks. What goes wrong is its answer.
    public func inspect(_ inspection: FileInspection) -> FileInspection.Answer {
        do {
            return .init(content: try content(inspection), refusal: nil)
        } catch let refusal as Refusal {
            return .init(content: nil, refusal: refusal.rephrased { Self.naming(inspection.terms, in: $0) })
        } catch {
            return .init(content: nil, refusal: Refusal(.failed, what: "\(error)", at: inspection.file.name))
        }
    }

    private func content(_ inspection: FileInspection) throws -> FileInspection.Content {
        let (file, terms) = (inspection.file, inspection.terms)
        let schema = decided[terms.model] ?? terms.schema
        let result = try ArchivedFile.read(file.path) { descriptor throws(Refusal) in
            try ExampleReader(limits: terms.limits).read(
                fileDescriptor: descriptor,
                name: file.name,
                schema: schema,
                specification: terms.specification,
                maxRefusedShare: terms.maxRefusedShare,
                numericShare: terms.numericShare,
                formerLabel: terms.formerLabel
            )
        }
        let gathered = RowSet.gather(result.table, batch: file.digest)
        var warnings = result.remarks
        if let model = try knownModel(terms) {
            warnings += FileAgainstModel(table: result.table, model: terms.model.text, known: model).warnings
        }
        if let texts = terms.texts, result.table.schema.columns.contains(where: { $0.kind == .text }) {
            // A base that is gone is its version's trouble, and not the file's.
            warnings += (try? TextLengths(texts).warnings(of: result.table)) ?? []
        }
        warnings += gathered.warnings
        if let warning = remember(gathered.rows, inspection) { warnings.append(warning) }
        let decides = schema != result.table.schema
        if decides { decided[terms.model] = result.table.schema }
        return FileInspection.Content(
            rowCount: gathered.rows.count,
            rowsDigest: gathered.rows.rowsDigest,
            refused: result.refused,
            refusedCount: result.refusedCount,
            skipped: Self.skipped(result).map { Self.naming(terms, in: $0.withoutValues) },
            otherWarnings: warnings.map { Self.naming(terms, in: $0.withoutValues) },
            notes: result.notes.map(\.withoutValues),
            decided: decides ? result.table.schema : nil
        )
    }

    private func knownModel(_ terms: FileInspection.Terms) throws -> KnownModel? {
        guard let path = terms.known else { return nil }
        if let known, known.path == path { return known.model }
        let model = try CanonicalJSON.decode(KnownModel.self, from: WholeFile.read(path))
        known = (path, model)
        return model
    }

    private func remember(_ rows: RowSet, _ inspection: FileInspection) -> String? {
        guard let recent = inspection.terms.recent.map(RecentRows.init(root:)) else { return nil }
        let words = RecentRows.words(of: rows)
        defer { recent.keep(words, of: inspection.terms.model, file: inspection.file.digest) }
        return recent.warning(words, of: inspection.terms.model, file: inspection.file.digest)
    }

    /// What reading says of "the model's settings", said of this model's.
    private static func naming(_ terms: FileInspection.Terms, in text: String) -> String {
        text.replacing("models.MODEL.", with: "models.\(terms.model).").replacing("relearn MODEL", with: "relearn \(terms.model)")
            .replacing("in CONFIGURATION", with: "in \(terms.configuration)")
    }

    /// Why rows were skipped: the first reason.
    private static func skipped(_ result: ReadResult) -> String? {
        guard let first = result.refused.first else { return nil }
        let rows = result.refusedCount == 1 ? "1 row" : "\(result.refusedCount) rows"
        let place = result.unit == .file ? "'\(first.excerpt)'" : "in \(result.unit.place(first.line))"
        return "\(rows) skipped, the first \(place): \(first.said)"
    }
}
