import Domain
import FoundationEssentials
import Inbox
import Logging
import Pipeline
import Prediction
import Reading
import Registry
import Testing

/// The learning stage without processes that learn: its children end at once with an exit code.
@Suite("Learning stage")
struct LearningStageTests {
    /// A stage on a folder of its own.
    private final class Stage: Sendable {
        let folder: String
        let registry: VersionRegistry
        let learning: LearningStage
        let settings: LearningSettings

        init(executable: String) throws {
            folder = FileManager.default.temporaryDirectory.path + "/learnd-stage-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            registry = try VersionRegistry(path: folder + "/learnd.sqlite")
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let (host, findings, events) = (ModelHost(), StateFindings(), EventBus())
            settings = LearningSettings(
                executable: executable,
                jobsPath: folder + "/jobs",
                threads: 1,
                nice: 0,
                memoryBytes: 0,
                oomScore: 0,
                hangTimeout: .seconds(60),
                checkpointInterval: .seconds(10),
                attempts: 1
            )
            let reader = BatchReader(
                archive: try Archive(root: folder + "/archive"),
                limits: ReadLimits(),
                maxRefusedShare: 0.1,
                numericShare: 0.9
            )
            learning = LearningStage(
                registry: registry,
                reader: reader,
                serving: ServingStage(registry: registry, host: host, findings: findings, events: events, logger: logger),
                settings: settings,
                stop: try StopSwitch(),
                currentJob: CurrentJob(),
                events: events,
                logger: logger
            )
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        let specifications = Specifications(lookUp: { _ in ModelSpecification() }, keep: { new, _ in new })

        /// Records a file whose bytes are not in the archive: its job fails when it is assembled.
        func record(_ model: String, _ content: String, schema: String) async throws -> BatchID {
            let record = IntakeRecord(
                model: try ModelName(model),
                source: SourceIdentity(
                    device: 1,
                    inode: UInt64(content.utf8.count),
                    modifiedNanoseconds: 1,
                    changedNanoseconds: 1,
                    byteCount: content.utf8.count
                ),
                digest: SHA256.hash(content),
                rowsDigest: SHA256.hash("rows of " + content),
                fileName: "a.csv",
                byteCount: content.utf8.count,
                rowCount: 1,
                refusedRowCount: 0,
                warnings: [],
                verdict: .accepted(schema: Array(schema.utf8))
            )
            return try await registry.recordIntake([record])[0].batch.id
        }

        func learnNext() async throws -> Bool { try await learning.learnNext(specifications, settings) }
    }

    private static let schema = #"{"columns":[{"kind":"numeric","name":"a"}],"label":"y","task":"classification"}"#

    @Test("a job whose record this release cannot read fails by itself, and the next model's is begun")
    func unreadableRecord() async throws {
        let stage = try Stage(executable: "/bin/false")
        let first = try await stage.record("first", "a", schema: #"{"columns":"of another release"}"#)
        let second = try await stage.record("second", "bb", schema: Self.schema)
        #expect(try await stage.learnNext())
        let failed = try await stage.registry.batch(first)
        #expect(failed.state == .setAside)
        #expect(failed.reason?.hasPrefix("what is recorded of it cannot be read by this release") == true, "\(failed.reason ?? "")")
        #expect(try await stage.registry.batch(second).state == .waiting)
        #expect(try await stage.learnNext())
        #expect(try await stage.registry.batch(second).state == .setAside, "the second model's turn never comes")
        #expect(try await !stage.learnNext())
    }

    @Test("blobs that no version lists are removed between two jobs, when they are asked to be")
    func sweep() async throws {
        let stage = try Stage(executable: "/bin/false")
        let part = VersionPart(name: "model", kind: .document, bytes: Array("{}".utf8))
        _ = try await stage.registry.storeBlobs([part])
        #expect(try await !stage.learnNext())
        #expect(try await stage.registry.sweepOrphans().count == 1, "nobody had asked for it")
        _ = try await stage.registry.storeBlobs([part])
        await stage.learning.sweepBlobs()
        #expect(try await !stage.learnNext())
        #expect(try await stage.registry.sweepOrphans().count == 0)
    }
}
