import Domain
import FoundationEssentials
import Glibc
import Hashing
import LearnAPI
import Synchronization
import Testing

/// Damage that comes while the daemon runs, or between a job's parts.
@Suite("A disk that forgets", .serialized)
struct DiskTests {
    private let model = try! ModelName("points")
    /// The digest of the second version, whatever is done to its job's folder.
    private static let undisturbed = Mutex<Digest?>(nil)

    /// Flips a bit in the middle of a file.
    private func damage(_ path: String) throws {
        var bytes = try Data(contentsOf: URL(filePath: path))
        guard !bytes.isEmpty else { throw TestFailure("\(path) is empty") }
        bytes[bytes.count / 2] ^= 4
        // In place, as a disk does it: the archive's files may be read only.
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        try bytes.write(to: URL(filePath: path))
    }

    @Test("is found by the scrub: an archived file and a blob, in log, status and check; a file that is dropped again is mended")
    func scrub() async throws {
        try await DaemonUnderTest.with(["scrub.interval=1s"]) { daemon in
            let content = SampleFiles.points(seed: 1)
            try await daemon.learn(content, as: "1.csv", model: model)
            let sound = try await Patience.wait(for: "a round to end") { try await daemon.client.status().scrub?.lastRound }
            #expect(sound.hasSuffix("Z"))
            #expect(try await daemon.client.status().damage == nil)
            let digest = SHA256.hash(content).description
            try damage("\(daemon.folder.state)/archive/\(digest.prefix(2))/\(digest)")
            let found = try await Patience.wait(for: "the damage to be found") { try await daemon.client.status().damage?.first }
            #expect(found.contains("the archived file has changed since it was stored"), "\(found)")
            #expect(found.contains("('1.csv', batch 1 of 'points'); restore it from a backup, or drop the original again"), "\(found)")
            let check = try await daemon.learnctl("check")
            #expect(check.status == 1 && check.out.contains("fail  state") && check.out.contains("verified in this pass"), "\(check)")
            try daemon.put(content, as: "again.csv", model: model)
            try await Patience.wait(for: "the damage to be gone") { try await daemon.client.status().damage == nil ? true : nil }
            #expect(try await daemon.learnctl("check").status == 0)
            // What goes with its model is damaged no more.
            try damage("\(daemon.folder.state)/archive/\(digest.prefix(2))/\(digest)")
            try await Patience.wait(for: "the damage to be found again") { try await daemon.client.status().damage }
            #expect(try await daemon.learnctl("remove", "points", "--yes").status == 0)
            try await Patience.wait(for: "it to be forgotten") { try await daemon.client.status().damage == nil ? true : nil }
        }
    }

    @Test(
        "in a job's folder has it made again once, and its file is learned to the same bytes",
        arguments: [
            "new.rows", "validation.rows", "derivation.json", "parent/weights/layers.0.weight.part", "parent/memory.part",
            "parent/version.json", "gone",
            "gate",
        ]
    )
    func jobFolder(what: String) async throws {
        let settings = SlowJob.settings(steps: 1_000)
        func digest(_ disturb: (DaemonUnderTest) async throws -> Void) async throws -> Digest {
            try await DaemonUnderTest.with(settings) { daemon in
                try await daemon.learn(SampleFiles.points(seed: 1), as: "1.csv", model: SlowJob.model)
                try daemon.put(SampleFiles.points(seed: 2), as: "2.csv", model: SlowJob.model)
                try await disturb(daemon)
                let batch = try await daemon.batch(2, becoming: [.learned, .setAside, .held, .refused])
                #expect(batch.state == .learned, "\(batch)")
                let versions = try await daemon.client.versions(of: SlowJob.model).versions
                return try #require(versions.last).digest
            }
        }
        let undisturbed = if let known = Self.undisturbed.withLock({ $0 }) { known } else { try await digest { _ in } }
        Self.undisturbed.withLock { $0 = undisturbed }
        let disturbed = try await digest { daemon in
            let folder = daemon.folder.state + "/jobs/2"
            try await Patience.wait(for: "the second job's folder") { access("\(folder)/derivation.json", F_OK) == 0 ? true : nil }
            await daemon.kill()
            switch what {
            case "gone": try FileManager.default.removeItem(atPath: folder + "/new.rows")
            case "gate": try damage(folder + ".gate/gate.rows")
            default: try damage("\(folder)/\(what)")
            }
            try await daemon.start(settings)
        }
        #expect(disturbed == undisturbed)
    }
}
