import ContinualLearning
import Domain
import Files
import Glibc
import Rows
import Tensors
import Testing

@Suite("Trainer")
struct TrainerTests {
    private func job(in root: String, specification: ModelSpecification = ModelSpecification(training: .init { $0.minSteps = 600 })) throws
        -> JobDirectory
    {
        let rows = try ExampleFiles.rows("iris/iris.csv")
        let directory = JobDirectory(path: "\(root)/1")
        let derivation = Derivation(parent: nil, batches: rows.batches, specification: specification, form: rows.schema)
        try JobWriter(derivation, to: directory).write(rows, parent: nil)
        return directory
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/learnd-trainer-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { Folder.remove(root) }
        try body(root)
    }

    private func digests(_ directory: JobDirectory) throws -> [String] {
        try VersionDirectory(path: directory.candidate).read().map(\.reference).map { "\($0.name) \($0.digest)" }.sorted()
    }

    @Test("makes the same bytes of the same job")
    func deterministic() throws {
        try withFolder { root in
            let directory = try job(in: root)
            try Trainer(directory, checkpointInterval: .seconds(60)).run { _ in }
            let first = try digests(directory)
            Folder.remove(directory.candidate)
            try Trainer(directory, checkpointInterval: .seconds(60)).run { _ in }
            #expect(try digests(directory) == first)
        }
    }

    @Test("trainer and judge report every phase in its order, and never more than there is")
    func phases() throws {
        try withFolder { root in
            let directory = try job(in: root)
            var phases: [JobProgress.Phase] = []
            func note(_ progress: JobProgress) {
                if phases.last != progress.phase {
                    phases.append(progress.phase)
                    #expect(progress.done == 0, "\(progress)")
                }
                #expect(progress.of > 0 && (0...progress.of).contains(progress.done), "\(progress)")
            }
            try Trainer(directory, checkpointInterval: .seconds(60)).run(note)
            #expect(phases == [.load, .encode, .train, .write])
            phases = []
            try Judging(directory).run(note)
            #expect(phases == [.load, .judge])
        }
    }

    private struct Interrupted: Error {}

    @Test("goes on from a checkpoint to the same bytes", arguments: [1, 77, 300, 599])
    func resumes(stop: Int) throws {
        try withFolder { root in
            let directory = try job(in: root)
            try Trainer(directory, checkpointInterval: .seconds(60)).run { _ in }
            let undisturbed = try digests(directory)
            Folder.remove(directory.candidate)

            // A checkpoint at every step, and an attempt that ends at one of them, as a child that is killed does.
            let isStopped = attemptIsStopped(directory.path, stop)
            #expect(isStopped)
            #expect(WholeFile.exists(directory.checkpoint) && !WholeFile.exists(directory.candidate))
            var began: Int?
            try Trainer(directory, checkpointInterval: .seconds(60)).run { if $0.phase == .train { began = began ?? $0.done } }
            #expect(began == stop)
            #expect(try digests(directory) == undisturbed)
        }
    }

    @Test("writes a checkpoint when it is asked to stop, and goes on from there to the same bytes", arguments: [1, 77, 599, 600])
    func askedToStop(after stop: Int) throws {
        try withFolder { root in
            let directory = try job(in: root)
            try Trainer(directory, checkpointInterval: .seconds(60)).run { _ in }
            let undisturbed = try digests(directory)
            Folder.remove(directory.candidate)
            Folder.remove(directory.checkpoint)

            var asked = 0
            var told: Int?
            let stopping = Trainer(directory, checkpointInterval: .seconds(60)) {
                asked += 1
                return asked >= stop
            }
            if stop < 600 {
                #expect(throws: TrainingStopped.self) { try stopping.run { told = $0.checkpoint } }
                #expect(told == stop)
            } else {
                // Nothing is left to do after the last step: the candidate is written.
                try stopping.run { _ in }
            }
            var began: Int?
            try Trainer(directory, checkpointInterval: .seconds(60)).run { if $0.phase == .train { began = began ?? $0.done } }
            #expect(began == (stop < 600 ? stop : nil))
            #expect(try digests(directory) == undisturbed)
        }
    }

    @Test(
        "begins anew where the checkpoint is not what was written: a bit, a cut, other steps, another shape",
        arguments: ["bit", "end", "cut", "step", "shape", "empty"]
    )
    func damagedCheckpoint(how: String) throws {
        try withFolder { root in
            let directory = try job(in: root)
            try Trainer(directory, checkpointInterval: .seconds(60)).run { _ in }
            let undisturbed = try digests(directory)
            Folder.remove(directory.candidate)
            #expect(attemptIsStopped(directory.path, 77))
            let name = try #require(Folder.names(directory.checkpoint).first { $0.hasSuffix(".safetensors") })
            let file = "\(directory.checkpoint)/\(name)"
            var bytes = try WholeFile.read(file)
            switch how {
            case "bit": bytes[bytes.count / 2] ^= 1
            case "end": bytes[bytes.count - 1] ^= 0x80
            case "cut": bytes.removeLast(40)
            case "empty": bytes = []
            default:
                // A file that is sound in itself, and claims more steps than the job has, or other weights: half-trained weights would pass for
                // trained ones.
                let others = [
                    "step": Tensor(shape: [2], elements: [100_000, 0]), "weights": Tensor(shape: [3], elements: [1, 2, 3]),
                ]
                let changed = how == "step" ? "step" : "weights"
                let tensors = try Safetensors.decode(SealedFile.read(file))
                try #require(tensors.contains { $0.name == changed })
                let forged = tensors.map { ($0.name, $0.name == changed ? others[changed]! : $0.tensor) }
                try SealedFile.write(Safetensors.encode(forged), to: file)
                bytes = try WholeFile.read(file)
            }
            try WholeFile.write(bytes, to: file)
            var began: Int?
            try Trainer(directory, checkpointInterval: .seconds(60)).run { if $0.phase == .train { began = began ?? $0.done } }
            #expect(began == 0)
            #expect(try digests(directory) == undisturbed)
        }
    }

    /// Runs an attempt that is stopped as soon as its checkpoint holds `stop` steps.
    private func attemptIsStopped(_ path: String, _ stop: Int) -> Bool {
        do {
            try Trainer(JobDirectory(path: path), checkpointInterval: .zero).run { progress in
                if progress.checkpoint == stop { throw Interrupted() }
            }
            return false
        } catch is Interrupted {
            return true
        } catch {
            return false
        }
    }

    @Test("says why a first file cannot be learned whose every row belongs to the holdout")
    func nothingToTrainOn() throws {
        try withFolder { root in
            let rows = try ExampleFiles.rows("iris/iris.csv")
            let held = rows.identities.indices.filter { RowRole(of: rows.identities[$0], holdoutShare: 0.2) != .train }
            let directory = JobDirectory(path: "\(root)/1")
            let derivation = Derivation(parent: nil, batches: rows.batches, specification: ModelSpecification(), form: rows.schema)
            try JobWriter(derivation, to: directory).write(rows.subset(held), parent: nil)
            #expect {
                try Trainer(directory, checkpointInterval: .seconds(60)).run { _ in }
            } throws: { error in
                "\(error)".contains("belongs to the holdout") && "\(error)".contains("drop a file with more rows")
            }
        }
    }
}
