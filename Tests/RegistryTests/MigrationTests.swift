import Domain
import GRDB
import Hashing
import Registry
import Testing

@Suite("A database of the first form")
struct MigrationTests {
    /// A model `iris` with versions 1 to 3, of which 2 serves and 3 is held, and a file that waits.
    private func make(_ folder: TemporaryFolder) throws {
        let old = try DatabaseQueue(path: folder.database)
        try old.write { database in
            try database.execute(sql: FirstSchema.sql)
            try database.execute(
                sql: "INSERT INTO model (id, name, schema, created_at) VALUES (1, 'iris', ?, 5), (2, 'empty', NULL, 6)",
                arguments: [String(decoding: Bench.schema, as: UTF8.self)]
            )
            for (number, state) in [(1, "learned"), (2, "learned"), (3, "held"), (4, "waiting")] {
                try database.execute(
                    sql: """
                        INSERT INTO batch (model_id, digest, rows_digest, file_name, byte_count, row_count, refused_row_count, warnings,
                            state, received_at)
                        VALUES (1, x'\(SHA256.hash("\(number)"))', x'\(SHA256.hash("rows of \(number)"))', ?, 10, 100, 0, '[]', ?, 5)
                        """,
                    arguments: ["\(number).csv", state]
                )
            }
            for number in 1...3 {
                let parent = number == 1 ? nil : min(number - 1, 2)
                try database.execute(
                    sql: """
                        INSERT INTO job (id, model_id, parent_version, seed, specification, state, started_at, ended_at)
                        VALUES (?, 1, ?, 1, '{}', 'succeeded', 5, 6)
                        """,
                    arguments: [number, parent]
                )
                try database.execute(
                    sql: """
                        INSERT INTO version (model_id, number, digest, parent, state, job_id, report, evaluation, created_at)
                        VALUES (1, ?, x'\(SHA256.hash("v\(number)"))', ?, ?, ?, '{}', ?, 6)
                        """,
                    arguments: [
                        number, parent, number == 3 ? "held" : "accepted", number, number == 2 ? #"{"precision":"int8"}"# : "{}",
                    ]
                )
            }
            try database.execute(
                sql: """
                    UPDATE model SET serving_version = 2, head_version = 2 WHERE id = 1;
                    INSERT INTO activation (model_id, kind, from_version, to_version, uid, pid, at)
                        VALUES (1, 'learned', NULL, 1, 0, 1, 6), (1, 'learned', 1, 2, 0, 1, 7);
                    PRAGMA application_id = 1819438692; PRAGMA user_version = 1;
                    """
            )
        }
        try old.close()
    }

    @Test("is brought to the newest form with all that it holds, and version numbers go on")
    func migrates() async throws {
        let folder = try TemporaryFolder()
        try make(folder)
        let registry = try VersionRegistry(path: folder.database)
        let form = try await registry.queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        #expect(form == 6)
        let broken = try await registry.queue.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count }
        #expect(broken == 0)

        #expect(try await registry.models().map(\.name) == [Bench.model])
        let batches = try await registry.batches(of: Bench.model)
        #expect(batches.map(\.state) == [.waiting, .held, .learned, .learned])
        #expect(batches.allSatisfy { $0.notes.isEmpty })
        let model = try await registry.model(Bench.model)
        #expect(model.servingVersion == VersionNumber(2) && model.formSettings == nil)
        #expect(try await registry.changes(of: Bench.model).isEmpty)
        #expect(try await registry.history(of: Bench.model).count == 2)
        #expect(try await registry.versions(of: Bench.model).map(\.precision) == [.single, .int8, .single])

        let job = try await registry.beginJob(
            Bench.model,
            parent: VersionNumber(2),
            seed: 1,
            specification: Bench.document,
            batches: [batches[0].id]
        )
        let parts = try await registry.storeBlobs(Bench.parts("w"))
        let version = try await registry.commitVersion(
            VersionCommit(
                job: job.id,
                expectedHead: VersionNumber(2),
                digest: SHA256.hash("v4"),
                parts: parts,
                verdict: .accepted,
                report: Bench.document,
                evaluation: Bench.document
            )
        )
        #expect(version.number == VersionNumber(4))
        try registry.close()
        #expect(try await VersionRegistry(path: folder.database).model(Bench.model).servingVersion == VersionNumber(4))
    }
}
