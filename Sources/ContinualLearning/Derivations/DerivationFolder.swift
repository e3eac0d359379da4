import Domain
import Files
import Hashing
import Models
import Rows

/// A derivation on its way to a judged candidate, in a folder of its own: what it needs is written there, trained, judged, and taken from there.
///
/// It knows no registry. Whoever derives runs `Trainer` and `Judging` on the folder, as children or, with `candidate(of:on:)`, in this process.
public struct DerivationFolder: Sendable {
    /// What is derived here.
    public let derivation: Derivation
    /// Where it is derived, with the gate's directory beside it.
    public let directory: JobDirectory

    /// Touches nothing on the disk.
    public init(_ derivation: Derivation, in directory: JobDirectory) {
        self.derivation = derivation
        self.directory = directory
    }

    /// Whether all that it needs lies there, whole, of just this derivation.
    public var isPrepared: Bool {
        guard let bytes = try? SealedFile.read(directory.document), let own = try? CanonicalJSON.encode(derivation) else { return false }
        return bytes == own
    }

    /// Begins a part of the parent, which is written in pieces. The gate's own list stays out of the job: what the trainer never reads, it cannot
    /// learn.
    public func parentWriter(of part: PartReference) throws -> SealedFile.Writer {
        if part.name == VersionContent.gate {
            try Folder.make(directory.gate.path)
            return try SealedFile.Writer(directory.gate.knownRows)
        }
        return try VersionDirectory(path: directory.parent).writer(of: part.name)
    }

    /// Begins a part of the ancestor from whose sums the parent's are made.
    public func baseWriter(of part: PartReference) throws -> SealedFile.Writer {
        try VersionDirectory(path: directory.base).writer(of: part.name)
    }

    /// Ends them.
    public func closeBase(_ parts: [PartReference]) throws { try VersionDirectory(path: directory.base).close(parts) }

    /// Writes what it is judged by, and from which files its rows are read: reading them (`JobReading`) prepares it.
    ///
    /// - Parameters:
    ///   - parent: The parent's parts, which lie there but for sums that are made again; nil for a model's first version.
    ///   - earlier: From which files they are; nil: all lie there.
    public func assemble(
        _ files: [JobFiles.File],
        parent: [PartReference]?,
        reference: GateReference = GateReference(),
        earlier: [JobFiles.Earlier]? = nil
    ) throws {
        try JobWriter(derivation, to: directory).closeParent(parent, reference)
        try SealedFile.write(CanonicalJSON.encode(JobFiles(derivation: derivation, files: files, earlier: earlier)), to: directory.files)
    }

    /// Whether its files can be read from here.
    public var isAssembled: Bool {
        guard let bytes = try? SealedFile.read(directory.files), let job = try? CanonicalJSON.decode(JobFiles.self, from: bytes) else {
            return false
        }
        return job.derivation == derivation
    }

    /// - Parameter rows: All rows of its batches, merged in the order in which they were accepted.
    public func prepare(_ rows: RowSet, parent: JobWriter.Parent?) throws {
        try JobWriter(derivation, to: directory).write(rows, parent: parent)
    }

    /// The rows of a refinement: those of what versions on the way to the parent learned, the earliest first, and what the sums before them were
    /// multiplied by.
    public func prepareRefinement(of earlier: [(rows: RowSet, forgetting: Double)], parent: JobWriter.Parent) throws {
        let writer = JobWriter(derivation, to: directory)
        try writer.writeParent(parent)
        try assemble(
            [],
            parent: parent.parts.map(\.reference),
            reference: parent.reference,
            earlier: earlier.map { JobFiles.Earlier(files: [], forgetting: $0.forgetting) }
        )
        for (index, version) in earlier.enumerated() { try writer.writeEarlier(version.rows, number: index + 1) }
        try writer.writeRows(RowSet(schema: derivation.form))
    }

    /// What the trainer has said of a candidate.
    ///
    /// - Throws: `DamagedFile` where it is not what was written.
    public func report() throws -> TrainingReport {
        try CanonicalJSON.decode(TrainingReport.self, from: SealedFile.read(directory.candidate + "/report.json"))
    }

    /// What the trainer has left, and the judge where it was asked.
    ///
    /// - Throws: `DamagedFile` where a file is not what was written.
    public func candidate() throws -> Candidate {
        let version = VersionDirectory(path: directory.candidate)
        let gateRows = directory.gate.gateRows
        let (digest, byteCount) = try SealedFile.content(gateRows)
        let gate = PartReference(name: VersionContent.gate, kind: .rows, digest: digest, byteCount: byteCount)
        let isJudged = WholeFile.exists(directory.gate.judgement)
        return Candidate(
            parts: try version.parts().map { try version.source(of: $0) } + [PartSource(gate, sealed: gateRows)],
            judgement: isJudged ? try CanonicalJSON.decode(Judgement.self, from: SealedFile.read(directory.gate.judgement)) : nil,
            report: try SealedFile.read(directory.candidate + "/report.json")
        )
    }

    /// From rows to a judged candidate, in this process.
    public func candidate(of rows: RowSet, on parent: JobWriter.Parent?, threads: Int = 1) throws -> Candidate {
        try prepare(rows, parent: parent)
        return try candidate(threads: threads)
    }

    /// From rows that were prepared to a judged candidate, in this process.
    public func candidate(threads: Int = 1, sources: TextSources = .hashing) throws -> Candidate {
        try Trainer(directory, checkpointInterval: .seconds(60), threads: threads, sources: sources).run { _ in }
        if try report().refinement?.isBetter != false { try Judging(directory, sources: sources).run() }
        return try candidate()
    }

    /// Takes the job's directory away, and the gate's beside it.
    public func remove() { directory.remove() }
}
