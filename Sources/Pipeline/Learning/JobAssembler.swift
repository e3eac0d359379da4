import ContinualLearning
import Domain
import Glibc
import Inbox
import Registry
import Rows

/// Turns a recorded job into its directory: the parent version, the new rows by their role, and the gate's rows apart.
///
/// What is written is a function of the job's record alone, so that a job can be assembled again at any time to the same bytes.
struct JobAssembler {
    let registry: VersionRegistry
    let reader: BatchReader
    let root: String

    func directory(of job: JobInfo) -> JobDirectory {
        JobDirectory(path: "\(root)/\(job.id)")
    }

    /// The job's directory as it lies there, if a daemon before this one assembled it, else made now.
    ///
    /// - Parameter working: Called with what is worked on, before each stretch that may take long.
    func assemble(_ job: JobInfo, working: @Sendable (String) -> Void) async throws -> AssembledJob {
        working("its record")
        let directory = directory(of: job)
        let model = try await registry.model(job.model)
        guard let schemaDocument = model.schema else {
            throw Refusal(.failed, what: "model '\(job.model)' has no schema", at: "job \(job.id)")
        }
        let parent = try await job.parent.asyncMap { try await registry.version($0, of: job.model) }
        let document = JobDocument(
            specification: try CanonicalJSON.decode(ModelSpecification.self, from: job.specification),
            schema: try CanonicalJSON.decode(Schema.self, from: schemaDocument),
            parent: parent?.digest,
            batches: job.batches.compactMap(\.digest)
        )
        let assembled = AssembledJob(directory: directory, document: document)
        // An older program's directory has not all that this one's judge reads.
        if let bytes = try? SealedFile.read(directory.document), bytes == (try CanonicalJSON.encode(document)),
            WholeFile.exists(directory.gate.reference)
        {
            return assembled
        }

        remove(job)
        var writerParent: JobWriter.Parent?
        if let parent {
            working("version \(parent.number)")
            writerParent = JobWriter.Parent(
                parts: try await registry.versionParts(parent.number, of: job.model),
                reference: try CanonicalJSON.decode(Judgement.self, from: parent.evaluation).evaluation
                    .reference(isPromoted: parent.isPromoted)
            )
        }
        try JobWriter(document, to: directory).write(rows(of: job, document, working), parent: writerParent)
        return assembled
    }

    /// The batches' rows, read again from the archive in the order in which they were accepted.
    private func rows(of job: JobInfo, _ document: JobDocument, _ working: (String) -> Void) throws -> RowSet {
        var all: RowSet?
        for batch in job.batches {
            working("batch \(batch.id)")
            let rows = try reader.rows(of: batch, schema: document.schema, specification: document.specification)
            all = all?.merged(with: rows) ?? rows
        }
        guard let all, !all.isEmpty else {
            throw Refusal(.failed, what: "the job's files hold no rows", at: "job \(job.id)")
        }
        return all
    }

    /// Takes away the directories of jobs that no longer run: a daemon was killed between a job's end and this.
    func sweep(keeping running: Set<JobID>) {
        let kept = Set(running.flatMap { ["\($0)", "\($0).gate"] })
        for name in Folder.names(root) where !kept.contains(name) { Folder.remove("\(root)/\(name)") }
    }

    /// Takes the job's directories away.
    func remove(_ job: JobInfo) {
        Folder.remove(directory(of: job).path)
        Folder.remove(directory(of: job).gate.path)
    }
}

extension Optional {
    /// `map` for a function that waits.
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
