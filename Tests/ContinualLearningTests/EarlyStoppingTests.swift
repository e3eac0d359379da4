import ContinualLearning
import Domain
import Files
import Glibc
import Hashing
import RowSamples
import Rows
import Testing

/// Rows whose labels say little and are often wrong: what is soon learned of them is right, and what is learned later is their noise.
@Suite("Early stopping")
struct EarlyStoppingTests {
    private static let steps = 1_000

    private func withJob(rows count: Int, _ body: (JobDirectory) throws -> Void) throws {
        var template = Array("/tmp/learnd-stopping-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { Folder.remove(root) }
        var random = RandomSource(seed: 5)
        let rows = Self.rows(count, &random)
        let specification = ModelSpecification(
            network: .init(hidden: [64]),
            training: .init {
                $0.method = .replay
                $0.minSteps = Self.steps
                $0.maxSteps = Self.steps
                $0.labelSmoothing = 0
                $0.learningRate = 0.01
            }
        )
        let directory = JobDirectory(path: "\(root)/1")
        try JobWriter(Derivation(parent: nil, batches: rows.batches, specification: specification, form: rows.schema), to: directory)
            .write(rows, parent: nil)
        try body(directory)
    }

    private static func rows(_ count: Int, _ random: inout RandomSource) -> RowSet {
        let columns = (0..<12).map { _ in (0..<count).map { _ in Double.random(in: -1...1, using: &random) } }
        let labels = columns[0].map { value in Int32((value > 0) == (Double.random(in: 0..<1, using: &random) < 0.75) ? 1 : 0) }
        let schema = Schema(
            columns: columns.indices.map { Schema.Column(name: "x\($0)", kind: .numeric) },
            label: "side",
            task: .classification
        )
        let table = ExampleTable(
            schema: schema,
            columns: columns.map { .numbers($0) },
            labels: .classes(labels, names: ["left", "right"])
        )
        return RowSet(table: table, batch: SampleRows.batch(1))
    }

    private func learned(_ directory: JobDirectory, stopAfter stop: Int = .max) throws -> (parts: Set<PartReference>, steps: Int) {
        Folder.remove(directory.candidate)
        var asked = 0
        try Trainer(directory, checkpointInterval: .seconds(60)) {
            asked += 1
            return asked >= stop
        }.run { _ in }
        return try (
            Set(VersionDirectory(path: directory.candidate).parts()),
            CanonicalJSON.decode(TrainingReport.self, from: SealedFile.read(directory.candidate + "/report.json")).steps
        )
    }

    @Test("a course ends where going on has made its model certainly worse, stopped at any step too")
    func stops() throws {
        try withJob(rows: 1_500) { directory in
            let undisturbed = try learned(directory)
            #expect(undisturbed.steps >= 200 && undisturbed.steps < Self.steps)
            for stop in [1, 101, 150, undisturbed.steps - 1] {
                #expect(throws: TrainingStopped.self) { _ = try learned(directory, stopAfter: stop) }
                let resumed = try learned(directory)
                #expect(resumed.parts == undisturbed.parts && resumed.steps == undisturbed.steps, "stopped after \(stop) steps")
                Folder.remove(directory.checkpoint)
            }
        }
    }

    @Test("under fifty validation rows end nothing")
    func few() throws {
        try withJob(rows: 300) { directory in
            let learned = try learned(directory)
            #expect(learned.steps == Self.steps)
        }
    }
}
