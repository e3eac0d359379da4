import ContinualLearning
import Domain
import Files
import Glibc
import Hashing
import Inbox
import Models
import Registry
import Rows

/// Turns a recorded job into its directory: the parent version, the new rows by their role, and the gate's rows apart.
///
/// What is written is a function of the job's record alone, so that a job can be assembled again at any time to the same bytes.
struct JobAssembler {
    let registry: VersionRegistry
    let archive: Archive
    let root: String
    let sources: TextSources

    func directory(of job: JobInfo) -> JobDirectory {
        JobDirectory(path: "\(root)/\(job.id)")
    }

    /// Where a version is derived again.
    func verificationDirectory(_ model: ModelName, _ version: VersionNumber) -> JobDirectory {
        JobDirectory(path: "\(root)/verify-\(model)-\(version)")
    }

    /// Where a version of a model's history is derived by another method.
    func comparisonDirectory(_ model: ModelName, _ method: TrainingSpecification.Method, _ version: VersionNumber) -> JobDirectory {
        JobDirectory(path: "\(root)/compare-\(model)-\(method.rawValue)-\(version)")
    }

    /// What is wrong with a batch's file in the archive; nil: nothing.
    func archiveFault(of batch: BatchInfo) -> String? {
        guard let digest = batch.digest else { return "batch \(batch.id) ('\(batch.fileName)') has no archived file" }
        do throws(Refusal) {
            try archive.verify(digest)
            return nil
        } catch {
            return "batch \(batch.id) ('\(batch.fileName)'): \(error.place.map { "\($0): " } ?? "")\(error.what)"
        }
    }

    /// The job's directory as it lies there, if a daemon before this one assembled it, else made now.
    ///
    /// - Parameter working: Called with what is worked on, before each stretch that may take long.
    func assemble(_ job: JobInfo, working: @Sendable (String) -> Void) async throws -> DerivationFolder {
        working("its record")
        let model = try await registry.model(job.model)
        guard let schemaDocument = model.schema else {
            throw Refusal(.failed, what: "model '\(job.model)' has no schema", at: "job \(job.id)")
        }
        // Somebody went back, or promoted, while it made way for others: it would be trained in vain.
        guard model.headVersion == job.parent else { throw StaleParent(model: job.model, expected: job.parent, found: model.headVersion) }
        let parent = try await job.parent.asyncMap { try await registry.version($0, of: job.model) }
        let specification = try CanonicalJSON.decode(ModelSpecification.self, from: job.specification)
        let form = try CanonicalJSON.decode(Schema.self, from: schemaDocument)
        let isNewWithTexts = parent == nil && form.columns.contains { $0.kind == .text }
        let derivation = Derivation(
            purpose: job.purpose,
            parent: parent?.digest,
            batches: job.batches.compactMap(\.digest),
            specification: specification,
            form: form,
            base: isNewWithTexts ? try sources.base(specification.text.base) : nil
        )
        let folder = DerivationFolder(derivation, in: directory(of: job))
        if folder.isPrepared || folder.isAssembled { return folder }

        folder.remove()
        if let parent { working("version \(parent.number)") }
        try folder.assemble(
            files(job.batches),
            parent: try await copyParent(parent?.number, of: job.model, to: folder, for: job.purpose),
            reference: try parent.map { parent in
                try CanonicalJSON.decode(Judgement.self, from: parent.evaluation).evaluation.reference(isPromoted: parent.isPromoted)
            } ?? GateReference(),
            earlier: try await copySums(of: parent?.number, of: job.model, to: folder, for: job.purpose)
        )
        return folder
    }

    /// Copies a version's parts out of the database, piece by piece. A refinement makes sums anew: it is given none.
    ///
    /// - Returns: What there is of it; nil where there is no parent.
    func copyParent(
        _ version: VersionNumber?,
        of model: ModelName,
        to folder: DerivationFolder,
        for purpose: JobPurpose
    ) async throws -> [PartReference]? {
        guard let version else { return nil }
        let parts = try await registry.parts(of: version, of: model)
        let dropped = try await registry.droppedParts(of: version, of: model)
        for part in parts where !dropped.contains(part.name) && !(purpose == .refine && part.isMadeAgain) {
            let writer = try folder.parentWriter(of: part)
            for try await piece in registry.pieces(of: part, of: version, of: model) { try writer.append(piece) }
            try writer.finish()
        }
        return parts
    }

    /// What a version's dropped sums are made of again: copies the sums of its nearest ancestor that has them. For a refinement, and where the encoder moved
    /// on the way, they are made from nothing: sums belong to one encoder.
    ///
    /// - Returns: The files that were learned since then, a list a version, the earliest first; nil where nothing was dropped.
    func copySums(
        of version: VersionNumber?,
        of model: ModelName,
        to folder: DerivationFolder,
        for purpose: JobPurpose
    ) async throws -> [JobFiles.Earlier]? {
        guard let version else { return nil }
        var isFromNothing = purpose == .refine
        let isStored = try await registry.droppedParts(of: version, of: model).isEmpty
        if isStored, !isFromNothing { return nil }
        var earlier: [JobFiles.Earlier] = []
        let lineage = [try await registry.version(version, of: model)] + (try await registry.ancestors(of: version, of: model))
        for info in lineage {
            if !isFromNothing, try await registry.droppedParts(of: info.number, of: model).isEmpty {
                let base = try await registry.parts(of: info.number, of: model).filter { $0.isMadeAgain || $0.name == VersionContent.model }
                for part in base {
                    let writer = try folder.baseWriter(of: part)
                    for try await piece in registry.pieces(of: part, of: info.number, of: model) { try writer.append(piece) }
                    try writer.finish()
                }
                try folder.closeBase(base)
                break
            }
            if info.purpose == .refine {
                isFromNothing = true
                continue
            }
            let origin = try await registry.origin(of: info.number, of: model)
            let specification = try CanonicalJSON.decode(ModelSpecification.self, from: origin.specification)
            earlier.insert(JobFiles.Earlier(files: try files(info.batches), forgetting: specification.training.forgetting), at: 0)
        }
        return earlier
    }

    /// A job's files as they lie in the archive.
    func files(_ batches: [BatchInfo]) throws(Refusal) -> [JobFiles.File] {
        try batches.map { batch throws(Refusal) in
            guard let digest = batch.digest else { throw Refusal(.failed, what: "batch \(batch.id) has no archived file") }
            return JobFiles.File(path: archive.path(of: digest), digest: digest, name: batch.fileName, byteCount: batch.byteCount)
        }
    }

    /// Takes away the directories of jobs that no longer run: a daemon was killed between a job's end and this.
    func sweep(keeping running: Set<JobID>) {
        let kept = Set(running.flatMap { ["\($0)", "\($0).gate"] })
        for name in Folder.names(root) where !kept.contains(name) { Folder.remove("\(root)/\(name)") }
    }

    /// Takes the job's directories away.
    func remove(_ job: JobInfo) { directory(of: job).remove() }
}

extension Optional {
    /// `map` for a function that waits.
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
