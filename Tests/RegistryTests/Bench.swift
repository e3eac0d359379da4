import Domain
import Hashing
import Registry
import Testing

/// A registry in a folder of its own, with short ways to fill it.
struct Bench {
    static let model = try! ModelName("iris")
    static let schema = Array(#"{"columns":["a"],"label":"b"}"#.utf8)
    static let document = Array("{}".utf8)
    static let person = Initiator(uid: 1000, pid: 77, user: "ada")

    let folder: TemporaryFolder
    let registry: VersionRegistry

    init() throws {
        folder = try TemporaryFolder()
        registry = try VersionRegistry(path: folder.database)
    }

    init(folder: TemporaryFolder, registry: VersionRegistry) {
        self.folder = folder
        self.registry = registry
    }

    static func source(_ number: Int) -> SourceIdentity {
        SourceIdentity(device: 1, inode: UInt64(number), modifiedNanoseconds: 5, changedNanoseconds: Int64(number), byteCount: 10)
    }

    /// A readable file whose bytes and rows are told by `content`.
    static func record(
        _ content: String,
        source: Int,
        rows: String? = nil,
        name: String = "a.csv",
        verdict: IntakeRecord.Verdict = .accepted(schema: schema)
    ) -> IntakeRecord {
        IntakeRecord(
            model: model,
            source: Self.source(source),
            digest: SHA256.hash(content),
            rowsDigest: SHA256.hash("rows of " + (rows ?? content)),
            fileName: name,
            byteCount: 10,
            rowCount: 100,
            refusedRowCount: 0,
            warnings: [],
            verdict: verdict
        )
    }

    /// Records files of the contents `1`, `2`… and gives their batches.
    @discardableResult
    func waiting(_ numbers: ClosedRange<Int>) async throws -> [BatchID] {
        try await registry.recordIntake(numbers.map { Self.record("\($0)", source: $0) }).map(\.batch.id)
    }

    /// All parts of a version, by name.
    func parts(of version: VersionNumber) async throws -> [VersionPart] {
        var parts: [VersionPart] = []
        for reference in try await registry.parts(of: version, of: Self.model) {
            parts.append(try await registry.part(reference, of: version, of: Self.model))
        }
        return parts
    }

    /// A version's part, looked up by its name.
    func part(_ name: String, of version: VersionNumber) async throws -> VersionPart {
        let reference = try await registry.parts(of: version, of: Self.model).first { $0.name == name }
        return try await registry.part(#require(reference), of: version, of: Self.model)
    }

    func begin(_ batches: [BatchID], seed: UInt64 = 1) async throws -> JobInfo {
        let head = try await registry.model(Self.model).headVersion
        return try await registry.beginJob(Self.model, parent: head, seed: seed, specification: Self.document, batches: batches)
    }

    static func parts(_ text: String) -> [VersionPart] {
        [
            VersionPart(name: "model", kind: .document, bytes: document),
            VersionPart(name: "served/layers.0.weight", kind: .tensor(elementType: "F32", shape: [1]), bytes: Array(text.utf8)),
        ]
    }

    func commit(_ job: JobInfo, _ verdict: VersionCommit.Verdict = .accepted) async throws -> VersionInfo {
        let references = try await registry.storeBlobs(Self.parts("weights of job \(job.id)"))
        return try await registry.commitVersion(
            VersionCommit(
                job: job.id,
                expectedHead: job.parent,
                digest: SHA256.hash("version of job \(job.id)"),
                parts: references,
                verdict: verdict,
                report: Self.document,
                evaluation: Self.document
            )
        )
    }

    /// One job over what waits next.
    @discardableResult
    func learn(_ verdict: VersionCommit.Verdict = .accepted) async throws -> VersionInfo {
        let next = try await registry.nextBatches(of: Self.model, maxBatches: 1, maxRows: 1000)
        return try await commit(begin(next.map(\.id)), verdict)
    }

    func state(_ batch: BatchID) async throws -> BatchState { try await registry.batch(batch).state }
}
