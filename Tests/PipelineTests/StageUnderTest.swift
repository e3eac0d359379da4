import Domain
import Files
import FoundationEssentials
import Glibc
import Hashing
import Inbox
import Logging
import Pipeline
import Prediction
import Reading
import Registry
import Rows
import Synchronization

/// A learning stage on a folder of its own.
final class StageUnderTest: Sendable {
    let folder: String
    let registry: VersionRegistry
    let children: ScriptedChildren
    let learning: LearningStage
    let settings: LearningSettings
    let stop: StopSwitch
    let host = ModelHost()
    let events = EventBus()
    let specifications = Specifications(lookUp: { _ in specification }, keep: { new, _ in new })

    private static let specification: ModelSpecification = {
        var training = TrainingSpecification()
        training.minSteps = 1
        training.maxSteps = 60
        return ModelSpecification(training: training, jobs: .init(maxBatches: 2))
    }()

    convenience init(_ children: ScriptedChildren = ScriptedChildren(), attempts: Int = 3, turn: Duration = .seconds(60)) throws {
        try self.init(children, attempts: attempts, turn: turn, folder: Self.newFolder())
    }

    /// The next daemon on the same folder, when that of `stage` has ended.
    static func next(after stage: StageUnderTest) throws -> StageUnderTest {
        try stage.registry.close()
        stage.isLeft.withLock { $0 = true }
        return try StageUnderTest(ScriptedChildren(), attempts: 3, turn: .seconds(60), folder: stage.folder)
    }

    private static func newFolder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/learnd-stage-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    private init(_ children: ScriptedChildren, attempts: Int, turn: Duration, folder: String) throws {
        self.folder = folder
        registry = try VersionRegistry(path: folder + "/learnd.sqlite")
        self.children = children
        stop = try StopSwitch()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        settings = LearningSettings(
            executable: "/bin/false",
            jobsPath: folder + "/jobs",
            threads: 1,
            nice: 0,
            memoryBytes: 0,
            readingBytes: 0,
            oomScore: 0,
            hangTimeout: .seconds(60),
            checkpointInterval: .seconds(10),
            attempts: attempts,
            retryPause: .zero,
            turn: turn
        )
        learning = LearningStage(
            registry: registry,
            archive: try Archive(root: folder + "/archive"),
            children: children,
            serving: ServingStage(registry: registry, host: host, findings: StateFindings(), events: events, logger: logger),
            settings: settings,
            stop: stop,
            currentJob: CurrentJob(),
            events: events,
            logger: logger
        )
    }

    /// Whether another uses its folder now.
    private let isLeft = Mutex(false)

    deinit { if !isLeft.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: folder) } }

    func archivePath(of digest: Digest) throws -> String { try Archive(root: folder + "/archive").path(of: digest) }

    /// Two classes of points that lie apart.
    static func points(_ seed: Int, rows: Int = 60) -> String {
        "x,y,label\n"
            + (0..<rows).map { row in
                let side = row % 2
                return
                    "\(Double(side * 10) + Double((row * 37 + seed * 11) % 50) / 25),\(Double((row * 17 + seed) % 40) / 10),\(side == 0 ? "left" : "right")"
            }.joined(separator: "\n") + "\n"
    }

    /// Records a file as intake would, with its bytes in the archive.
    ///
    /// - Parameter schema: Instead of the file's own.
    func drop(_ content: String, to model: ModelName, isArchived: Bool = true, schema: [UInt8]? = nil) async throws -> BatchID {
        let digest = SHA256.hash(content)
        let path = try archivePath(of: digest)
        if isArchived {
            try Folder.make(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)))
            try WholeFile.write(Array(content.utf8), to: path)
        }
        let schema = try schema ?? CanonicalJSON.encode(Self.schema(of: content))
        let record = IntakeRecord(
            model: model,
            source: SourceIdentity(
                device: 1,
                inode: UInt64.random(in: 1...UInt64(Int64.max)),
                modifiedNanoseconds: 1,
                changedNanoseconds: 1,
                byteCount: content.utf8.count
            ),
            digest: digest,
            rowsDigest: SHA256.hash("rows of " + content),
            fileName: "\(digest.short).csv",
            byteCount: content.utf8.count,
            rowCount: 60,
            refusedRowCount: 0,
            warnings: [],
            verdict: .accepted(schema: schema)
        )
        return try await registry.recordIntake([record])[0].batch.id
    }

    private static func schema(of content: String) throws -> Schema {
        let path = FileManager.default.temporaryDirectory.path + "/learnd-schema-\(UUID().uuidString).csv"
        try WholeFile.write(Array(content.utf8), to: path)
        defer { unlink(path) }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        return try ExampleReader().read(fileDescriptor: file, name: "a.csv", schema: nil, specification: ModelSpecification()).table.schema
    }

    @discardableResult
    func learnNext() async throws -> Bool { try await learning.learnNext(specifications, settings) }

    func states(_ batches: BatchID...) async throws -> [BatchState] {
        var states: [BatchState] = []
        for batch in batches { states.append(try await registry.batch(batch).state) }
        return states
    }
}
