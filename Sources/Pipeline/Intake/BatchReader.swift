import Domain
import Glibc
import Inbox
import Reading
import Registry
import Rows

/// Reads archived files under their model's schema: once when a file is taken, to tell whether it can be learned, and again when a job needs its rows.
public struct BatchReader: Sendable {
    private let archive: Archive
    var limits: ReadLimits
    var maxRefusedShare: Double

    public init(archive: Archive, limits: ReadLimits, maxRefusedShare: Double) {
        self.archive = archive
        self.limits = limits
        self.maxRefusedShare = maxRefusedShare
    }

    /// - Parameter schema: Nil for a model's first file, which decides it.
    func read(_ file: TakenFile, schema: Schema?, specification: ModelSpecification) -> Reading {
        do {
            guard let digest = file.digest else { throw Refusal(.failed, what: "the file was not archived", at: file.originalName) }
            let result = try open(digest, named: file.originalName, schema: schema, specification)
            let gathered = RowSet.gather(result.table, batch: digest)
            return Reading(
                file: file,
                outcome: .success(
                    Reading.Content(
                        rowCount: gathered.rows.count, rowsDigest: gathered.rows.rowsDigest, refused: result.refused,
                        refusedCount: result.refusedCount, warnings: file.warnings + result.warnings + gathered.warnings,
                        schema: try CanonicalJSON.encode(result.table.schema))))
        } catch let refusal as Refusal {
            return Reading(file: file, outcome: .failure(refusal))
        } catch {
            return Reading(file: file, outcome: .failure(Refusal(.failed, what: "\(error)", at: file.originalName)))
        }
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
        accepted.maxRefusedShare = 1
        return RowSet(table: try accepted.open(digest, named: batch.fileName, schema: schema, specification).table, batch: digest)
    }

    private func open(
        _ digest: Digest, named name: String, schema: Schema?, _ specification: ModelSpecification
    ) throws(Refusal) -> ReadResult {
        let path = archive.path(of: digest)
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Refusal(.failed, what: "the archived copy cannot be opened: \(String(cString: strerror(errno)))", at: path)
        }
        defer { close(descriptor) }
        return try ExampleReader(limits: limits).read(
            fileDescriptor: descriptor, name: name, schema: schema, specification: specification, maxRefusedShare: maxRefusedShare)
    }
}
