import Domain
import Files
import FoundationEssentials
import Glibc
import Hashing
import LearnAPI
import Testing

/// `learnctl verify` with the daemon, its trainer, its archive and its database.
@Suite("Verifying")
struct VerifyTests {
    private let model = SlowJob.model

    private func learned(_ daemon: DaemonUnderTest) async throws {
        for seed in 1...2 as ClosedRange<UInt64> { try await daemon.learn(SampleFiles.points(seed: seed), as: "\(seed).csv", model: model) }
    }

    @Test("derives every version of every model again to the same digest")
    func equal() async throws {
        try await DaemonUnderTest.with { daemon in
            try await learned(daemon)
            try await daemon.learn(SampleFiles.points(seed: 7), as: "other.csv", model: try ModelName("other"))
            let all = try await daemon.learnctl("verify", "--all")
            #expect(all.status == 0, "\(all)")
            let lines = all.out.split(separator: "\n")
            #expect(lines.map { $0.prefix { $0 != ":" } } == ["version 1 of other", "version 1 of points", "version 2 of points"])
            #expect(lines.allSatisfy { $0.contains(": equal: derived again in ") }, "\(all.out)")
            let json = try await daemon.learnctl("verify", "points", "--json")
            #expect(json.status == 0 && json.out.contains(#""outcome":"equal""#) && json.out.contains(#""version":2"#), "\(json.out)")
            #expect(try await daemon.learnctl("show", "points", "2").out.contains("made by"))
            // What was trained for it is gone, and nothing was committed.
            #expect(Folder.names(daemon.folder.state + "/jobs").isEmpty)
            #expect(try await daemon.client.versions(of: model).versions.count == 2)
        }
    }

    @Test("names a file of the archive with one byte altered")
    func archive() async throws {
        try await DaemonUnderTest.with { daemon in
            try await learned(daemon)
            let digest = SHA256.hash(SampleFiles.points(seed: 2))
            let archive = daemon.folder.state + "/archive"
            let folder = try #require(Folder.names(archive).first { Folder.names("\(archive)/\($0)").contains(digest.description) })
            let path = "\(archive)/\(folder)/\(digest)"
            var bytes = try WholeFile.read(path)
            bytes[40] ^= 1
            #expect(unlink(path) == 0)
            try WholeFile.write(bytes, to: path)
            let all = try await daemon.learnctl("verify", "points", "--all")
            #expect(all.status == 1, "\(all)")
            #expect(all.out.contains("version 1 of points: equal"))
            #expect(all.out.contains("version 2 of points: damaged\n  batch 2 ('2.csv'): \(path): "), "\(all.out)")
        }
    }

    @Test("names a stored tensor and a row set that were altered", arguments: ["weights/", "memory"])
    func stored(part: String) async throws {
        try await DaemonUnderTest.with { daemon in
            try await learned(daemon)
            let sql = """
                UPDATE blob_slice SET bytes = CAST(substr(bytes, 1, 40) || x'00ff' || substr(bytes, 43) AS BLOB)
                    WHERE blob_id = (SELECT blob_id FROM version_part WHERE number = 1 AND name LIKE '\(part)%' ORDER BY name LIMIT 1)
                    AND position = 0;
                """
            await daemon.stop()
            try await daemon.sqlite(sql)
            try await daemon.start()
            let all = try await daemon.learnctl("verify", "points", "--all")
            #expect(all.status == 1, "\(all)")
            #expect(all.out.contains("version 1 of points: damaged\n  version 1 of 'points', part '\(part)"), "\(all.out)")
            // The second was made from it.
            #expect(all.out.contains("version 2 of points: damaged\n  version 1 of 'points', part '\(part)"), "\(all.out)")
        }
    }

    @Test("what cannot be verified is said: an unknown version, a model without one, nothing named")
    func refused() async throws {
        try await DaemonUnderTest.with { daemon in
            try await learned(daemon)
            let unknown = try await daemon.learnctl("verify", "points", "9")
            #expect(unknown.status == 1 && unknown.error.contains("no version 9"), "\(unknown)")
            let nearly = try await daemon.learnctl("verify", "point")
            #expect(nearly.status == 1 && nearly.error.contains("did you mean 'points'?"), "\(nearly)")
            let nothing = try await daemon.learnctl("verify")
            #expect(nothing.status == 2 && nothing.error.contains("name a model, or give --all"), "\(nothing)")
        }
    }
}
