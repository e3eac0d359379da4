import Domain
import FoundationEssentials
import GRDB
import Registry
import Testing

@Suite("Opening the registry")
struct OpeningTests {
    @Test(
        "reads back the settings that its promises rest on",
        arguments: [
            ("synchronous", "2"), ("journal_mode", "\"wal\""), ("foreign_keys", "1"), ("mmap_size", "0"), ("cache_size", "-1024"),
            ("application_id", "1819438692"), ("user_version", "6"),
        ]
    )
    func settings(name: String, value: String) async throws {
        let bench = try Bench()
        let found = try await bench.registry.queue.read {
            let row = try Row.fetchOne($0, sql: "PRAGMA \(name)")
            return row.map { "\($0[0] as DatabaseValue)" }
        }
        #expect(found == value)
    }

    @Test("keeps synchronous at FULL after writing")
    func synchronousStays() async throws {
        let bench = try Bench()
        try await bench.waiting(1...3)
        let found = try await bench.registry.queue.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        #expect(found == 2)
    }

    @Test("has only STRICT tables")
    func strict() async throws {
        let bench = try Bench()
        let loose = try await bench.registry.queue.read {
            try String.fetchAll(
                $0,
                sql: "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'"
            )
        }
        #expect(loose.isEmpty)
    }

    @Test("finds again what was recorded")
    func reopen() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...2)
        try bench.registry.close()
        let again = try VersionRegistry(path: bench.folder.database)
        #expect(try await again.batches(of: Bench.model).map(\.id) == batches.reversed())
    }

    @Test("refuses a file of a newer learnd and leaves it as it is")
    func newer() throws {
        let folder = try TemporaryFolder()
        let other = try DatabaseQueue(path: folder.database)
        try other.write { try $0.execute(sql: "CREATE TABLE t (a); PRAGMA application_id = 1819438692; PRAGMA user_version = 9") }
        try other.close()
        let before = try Data(contentsOf: URL(filePath: folder.database))
        let refusal = #expect(throws: Refusal.self) { try VersionRegistry(path: folder.database) }
        #expect(refusal?.what.contains("form 9, written by a newer learnd") == true)
        #expect(try Data(contentsOf: URL(filePath: folder.database)) == before)
    }

    @Test("refuses another program's file and leaves it as it is")
    func foreign() throws {
        let folder = try TemporaryFolder()
        let other = try DatabaseQueue(path: folder.database)
        try other.write { try $0.execute(sql: "CREATE TABLE t (a)") }
        try other.close()
        let before = try Data(contentsOf: URL(filePath: folder.database))
        let refusal = #expect(throws: Refusal.self) { try VersionRegistry(path: folder.database) }
        #expect(refusal?.what == "this SQLite file is not learnd's")
        #expect(try Data(contentsOf: URL(filePath: folder.database)) == before)
    }

    @Test("refuses a file that is no database, saying where and what to do")
    func noDatabase() throws {
        let folder = try TemporaryFolder()
        try Data(repeating: 0x55, count: 8192).write(to: URL(filePath: folder.database))
        let refusal = #expect(throws: Refusal.self) { try VersionRegistry(path: folder.database) }
        #expect(refusal?.what.hasPrefix("the database is damaged") == true)
        #expect(refusal?.place == folder.database)
        #expect(refusal?.fix?.contains("restore") == true)
    }

    @Test("refuses a database with a damaged page")
    func damagedPage() async throws {
        let bench = try Bench()
        try await bench.waiting(1...200)
        try bench.registry.close()
        let url = URL(filePath: bench.folder.database)
        var bytes = try Data(contentsOf: url)
        for page in 3..<(bytes.count / 4096) {
            bytes.replaceSubrange(page * 4096..<page * 4096 + 512, with: Data(repeating: 0xEE, count: 512))
        }
        try bytes.write(to: url)
        let refusal = #expect(throws: Refusal.self) { try VersionRegistry(path: bench.folder.database) }
        #expect(refusal?.what.hasPrefix("the database is damaged") == true)
    }

    @Test("refuses a folder that is not there, naming the file")
    func noFolder() throws {
        let folder = try TemporaryFolder()
        let refusal = #expect(throws: Refusal.self) { try VersionRegistry(path: folder.path + "/none/learnd.sqlite") }
        #expect(refusal?.place == folder.path + "/none/learnd.sqlite")
    }
}

@Suite("The daemon's lock")
struct DaemonLockTests {
    @Test("is refused while another has it, naming the pid, and free again after")
    func exclusive() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/learnd.lock"
        do {
            let first = try DaemonLock(path: path)
            let refusal = #expect(throws: Refusal.self) { try DaemonLock(path: path) }
            #expect(refusal?.kind == .unavailable)
            #expect(refusal?.what.contains("(pid \(ProcessInfo.processInfo.processIdentifier))") == true)
            #expect(first.path == path)
        }
        _ = try DaemonLock(path: path)
    }
}

@Suite("Times")
struct UnixTimeTests {
    @Test(
        "are written in ISO 8601",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_764_000_000_007, "2025-11-24T16:00:00.007Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (-1000, "1969-12-31T23:59:59.000Z"),
        ] as [(Int64, String)]
    )
    func iso8601(milliseconds: Int64, text: String) {
        #expect(UnixTime(milliseconds: milliseconds).iso8601 == text)
    }
}
