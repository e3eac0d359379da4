import Domain
import FoundationEssentials
import GRDB
import Hashing
import Registry
import Testing

/// What a database is compared with before it is believed.
@Suite("A database that is not what it was")
struct SealTests {
    /// The files of a database that is open, as a kill would leave them.
    private func killed(_ bench: Bench) throws -> TemporaryFolder {
        let copy = try TemporaryFolder()
        for end in ["", "-wal", "-seal"] {
            try FileManager.default.copyItem(atPath: bench.folder.database + end, toPath: copy.database + end)
        }
        return copy
    }

    /// Changes rows without the daemon's triggers: as a disk does.
    private func change(_ folder: TemporaryFolder, _ sql: String) throws {
        var configuration = Configuration()
        configuration.prepareDatabase { $0.add(function: DatabaseFunction("learnd_seal") { $0[0] }) }
        let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    private func refusal(_ folder: TemporaryFolder) -> Refusal? {
        #expect(throws: Refusal.self) { try VersionRegistry(path: folder.database) }
    }

    @Test("with its log cut it is refused, and the log stays; with the log as it was nothing is lost")
    func cutLog() async throws {
        let bench = try Bench()
        try await bench.waiting(1...2)
        try await bench.waiting(3...4)
        let folder = try killed(bench)
        let log = try Data(contentsOf: URL(filePath: folder.database + "-wal"))
        let cut = log.prefix(log.count - 5_000)
        try cut.write(to: URL(filePath: folder.database + "-wal"))
        for _ in 0..<2 {
            let refusal = refusal(folder)
            #expect(refusal?.what.contains("is out of date: it is at change 1 of 2") == true, "\(String(describing: refusal))")
            #expect(refusal?.fix?.contains("restore it with its '-wal' as they were last") == true)
            #expect(refusal?.fix?.hasSuffix("remove '\(folder.database)-seal'") == true)
            #expect(try Data(contentsOf: URL(filePath: folder.database + "-wal")) == cut)
        }
        try log.write(to: URL(filePath: folder.database + "-wal"))
        let registry = try VersionRegistry(path: folder.database)
        #expect(registry.remarks.isEmpty)
        #expect(try await registry.batches(of: Bench.model).count == 4)
    }

    @Test("without its log, or as an older copy, it is refused; without the mark it is believed, and that is said")
    func olderCopy() async throws {
        let folder = try TemporaryFolder()
        for numbers in [1...2, 3...4] {
            let registry = try VersionRegistry(path: folder.database)
            try await Bench(folder: folder, registry: registry).waiting(numbers)
            try registry.close()
            if numbers == 1...2 { try FileManager.default.copyItem(atPath: folder.database, toPath: folder.path + "/older") }
        }
        try FileManager.default.removeItem(atPath: folder.database)
        try FileManager.default.moveItem(atPath: folder.path + "/older", toPath: folder.database)
        #expect(refusal(folder)?.what.contains("it is at change 1 of 2") == true)

        try FileManager.default.removeItem(atPath: folder.database + "-seal")
        let registry = try VersionRegistry(path: folder.database)
        #expect(registry.remarks.count == 1 && registry.remarks[0].contains("was not there, and the database was taken as it is"))
        #expect(try await registry.batches(of: Bench.model).count == 2)
        try await Bench(folder: folder, registry: registry).waiting(5...5)
        try registry.close()
        #expect(try VersionRegistry(path: folder.database).remarks.isEmpty)
    }

    @Test(
        "a value that is another one, or a row that is gone, is refused and named",
        arguments: [
            ("batch", "UPDATE batch SET state = 'set_aside' WHERE id = 1"), ("batch", "DELETE FROM source; DELETE FROM batch WHERE id = 2"),
            ("model", "UPDATE model SET hold_reason = NULL, hold_since = NULL"), ("blob", "UPDATE blob SET byte_count = 1 << 60"),
            ("version", "UPDATE version SET state = 'held'"), ("job", "UPDATE job SET seed = 2"), ("activation", "DELETE FROM activation"),
            ("sqlite_schema", "DROP INDEX batch_by_state"),
        ]
    )
    func changed(table: String, sql: String) async throws {
        let bench = try Bench()
        try await bench.waiting(1...2)
        try await bench.learn()
        try await bench.registry.pause(Bench.model, reason: "a doubt", by: Bench.person)
        try bench.registry.close()
        try change(bench.folder, sql)
        let refusal = refusal(bench.folder)
        #expect(refusal?.what == "the database is damaged: the rows of '\(table)' differ from what was written")
        #expect(refusal?.place == bench.folder.database && refusal?.fix?.contains("restore the state folder's last backup") == true)

        try FileManager.default.removeItem(atPath: bench.folder.database + "-seal")
        let registry = try VersionRegistry(path: bench.folder.database)
        #expect(registry.remarks.first?.hasSuffix("the rows of '\(table)' differ from what was written") == true, "\(registry.remarks)")
        try await registry.markAsNewest()
        try registry.close()
        #expect(try VersionRegistry(path: bench.folder.database).remarks.isEmpty, "it is sealed as it is")
    }

    @Test("a table whose form names what SQLite does not have is damaged, and no failure without a way out")
    func form() async throws {
        let bench = try Bench()
        try await bench.waiting(1...2)
        try bench.registry.close()
        var bytes = try Data(contentsOf: URL(filePath: bench.folder.database))
        let words = Data("json_valid(warnings)".utf8)
        let place = try #require(bytes.firstRange(of: words))
        bytes[place.lowerBound] = UInt8(ascii: "k")
        try bytes.write(to: URL(filePath: bench.folder.database))
        let refusal = refusal(bench.folder)
        #expect(refusal?.what == "the database is damaged: unknown function: kson_valid()", "\(String(describing: refusal))")
        #expect(refusal?.fix?.contains("restore the state folder's last backup") == true)
    }

    @Test("an index that does not hold what its table does is refused and named")
    func index() async throws {
        let bench = try Bench()
        try await bench.waiting(1...2)
        try bench.registry.close()
        var bytes = try Data(contentsOf: URL(filePath: bench.folder.database))
        let digest = Data(SHA256.hash("1").bytes)
        // On a leaf of an index, by https://www.sqlite.org/fileformat2.html#b_tree_pages; `digest` stands in two.
        let place = try #require((0..<(bytes.count - 32)).first { bytes[$0 / 4096 * 4096] == 10 && bytes[$0..<($0 + 32)] == digest })
        bytes[place + 5] ^= 1
        try bytes.write(to: URL(filePath: bench.folder.database))
        let refusal = refusal(bench.folder)
        #expect(refusal?.what.hasPrefix("the database is damaged: what the indexes batch_by_") == true, "\(String(describing: refusal))")
    }

    @Test("a mark that holds something else is told of and written again")
    func damagedMark() async throws {
        let bench = try Bench()
        try await bench.waiting(1...2)
        try bench.registry.close()
        try Data("0000000000000000009 000000000000\n".utf8).write(to: URL(filePath: bench.folder.database + "-seal"))
        let registry = try VersionRegistry(path: bench.folder.database)
        #expect(registry.remarks.count == 1 && registry.remarks[0].contains("is damaged and was written again"), "\(registry.remarks)")
        try await registry.markAsNewest()
        try registry.close()
        #expect(try VersionRegistry(path: bench.folder.database).remarks.isEmpty)
    }
}
