import Domain
import Glibc
import Inbox
import Models
import Reading
import Registry
import Rows

/// Reads archived files under their model's schema: once when a file is taken, to tell whether it can be learned, and again when a job needs its rows.
public struct BatchReader: Sendable {
    let archive: Archive
    var limits: ReadLimits
    var maxRefusedShare: Double
    var numericShare: Double
    private let serving: @Sendable (ModelName) -> (any Predictor)?
    private let configuration: String

    /// - Parameters:
    ///   - configuration: The file that a person would write settings into.
    ///   - serving: What answers for a model now: what a file has that it never saw is told of.
    public init(
        archive: Archive,
        limits: ReadLimits,
        maxRefusedShare: Double,
        numericShare: Double,
        configuration: String = "the configuration",
        serving: @escaping @Sendable (ModelName) -> (any Predictor)? = { _ in nil }
    ) {
        self.archive = archive
        self.limits = limits
        self.maxRefusedShare = maxRefusedShare
        self.numericShare = numericShare
        self.serving = serving
        self.configuration = configuration
    }

    /// - Parameter schema: Nil for a model's first file, which decides it.
    func read(_ file: TakenFile, schema: Schema?, specification: ModelSpecification) -> FileReading {
        guard let digest = file.digest else {
            return FileReading(file: file, outcome: .failure(Refusal(.failed, what: "the file was not archived", at: file.originalName)))
        }
        let outcome = read(digest, named: file.originalName, of: file.model, schema: schema, specification: specification)
        return FileReading(
            file: file,
            outcome: outcome.map { content in
                var content = content
                content.otherWarnings = file.warnings + content.otherWarnings
                return content
            }
        )
    }

    /// An archived file.
    ///
    /// - Parameters:
    ///   - schema: Nil for a model's first file, which decides it.
    ///   - formerLabel: What such a file's label was before, where it is read again.
    ///   - isCompared: Whether it is told what the serving version has never seen; not where that version is about to go.
    func read(
        _ digest: Digest,
        named name: String,
        of model: ModelName,
        schema: Schema?,
        formerLabel: String? = nil,
        specification: ModelSpecification,
        isCompared: Bool = true
    ) -> Result<FileReading.Content, Refusal> {
        do {
            let result = try open(digest, named: name, schema: schema, formerLabel, specification)
            let gathered = RowSet.gather(result.table, batch: digest)
            let unseen =
                (isCompared ? serving(model) : nil).map { FileAgainstModel(table: result.table, model: model.text, predictor: $0).warnings }
                ?? []
            let warnings = result.remarks + unseen + gathered.warnings
            return .success(
                FileReading.Content(
                    rowCount: gathered.rows.count,
                    rowsDigest: gathered.rows.rowsDigest,
                    refused: result.refused,
                    refusedCount: result.refusedCount,
                    skipped: Self.skipped(result).map { naming(model, in: $0.withoutValues) },
                    otherWarnings: warnings.map { naming(model, in: $0.withoutValues) },
                    notes: result.notes.map(\.withoutValues),
                    rowWords: RecentRows.words(of: gathered.rows),
                    schema: try CanonicalJSON.encode(result.table.schema),
                    formSettings: try CanonicalJSON.encode(FormSettings(specification))
                )
            )
        } catch let refusal as Refusal {
            return .failure(refusal.rephrased { naming(model, in: $0) })
        } catch {
            return .failure(Refusal(.failed, what: "\(error)", at: name))
        }
    }

    /// What reading says of "the model's settings", said of this model's.
    private func naming(_ model: ModelName, in text: String) -> String {
        text.replacing("models.MODEL.", with: "models.\(model).").replacing("relearn MODEL", with: "relearn \(model)")
            .replacing("in CONFIGURATION", with: "in \(configuration)")
    }

    /// Why rows were skipped: the first reason.
    private static func skipped(_ result: ReadResult) -> String? {
        guard let first = result.refused.first else { return nil }
        let rows = result.refusedCount == 1 ? "1 row" : "\(result.refusedCount) rows"
        let place = result.unit == .file ? "'\(first.excerpt)'" : "in \(result.unit.place(first.line))"
        return "\(rows) skipped, the first \(place): \(first.said)"
    }

    /// An accepted batch's rows.
    func rows(of batch: BatchInfo, schema: Schema, specification: ModelSpecification) throws -> RowSet {
        guard let digest = batch.digest else { throw Refusal(.failed, what: "batch \(batch.id) has no archived file") }
        // It was taken under the bounds of its day; that they were lowered since must not make it unreadable.
        var accepted = self
        accepted.limits.fileBytes = 1 << 50
        accepted.limits.expandedBytes = 1 << 50
        accepted.limits.rows = 1 << 40
        accepted.limits.columns = max(limits.columns, 1 << 16)
        accepted.limits.lineBytes = 1 << 40
        accepted.limits.freePixels = 1 << 60
        accepted.limits.freeCells = 1 << 60
        accepted.maxRefusedShare = 1
        accepted.numericShare = 0
        do throws(Refusal) {
            return RowSet(table: try accepted.open(digest, named: batch.fileName, schema: schema, nil, specification).table, batch: digest)
        } catch {
            throw error.withoutValues
        }
    }

    private func open(
        _ digest: Digest,
        named name: String,
        schema: Schema?,
        _ formerLabel: String?,
        _ specification: ModelSpecification
    ) throws(Refusal) -> ReadResult {
        let path = archive.path(of: digest)
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Refusal(.failed, what: "the archived copy cannot be opened: \(String(cString: strerror(errno)))", at: path)
        }
        defer { close(descriptor) }
        return try ExampleReader(limits: limits).read(
            fileDescriptor: descriptor,
            name: name,
            schema: schema,
            specification: specification,
            maxRefusedShare: maxRefusedShare,
            numericShare: numericShare,
            formerLabel: formerLabel
        )
    }
}
