import Domain
import GRDB
import Glibc

/// What learnd remembers: models, batches, jobs, versions with their parts, activations, in one SQLite file.
///
/// The only connection to that file is this object's (DESIGN §3): one process, one `DatabaseQueue`. Every change is one named
/// transaction, which keeps the promises of DESIGN §2 whatever is killed when. Its methods are asynchronous: SQLite works on GRDB's own
/// queue, so no caller and no thread of Swift's pool waits in a system call. Parts, schemas, specifications, reports and evaluations are
/// opaque here.
///
/// Errors: `Refusal` (what was asked cannot be done, or the database failed), `StaleParent` (a job's parent was left),
/// `CancellationError` (the task was cancelled; the transaction was not made).
public final class Registry: Sendable {
    public let path: String
    package let queue: DatabaseQueue

    /// Opens the database at `path`, making it where there is none. Blocks while SQLite checks the file.
    ///
    /// - Throws: `Refusal` for a damaged file, one of another program, or one of a newer learnd.
    public init(path: String) throws(Refusal) {
        self.path = path
        do {
            queue = try Self.open(path)
        } catch {
            throw Self.refusal(error, at: path)
        }
    }

    /// Ends the connection; SQLite then folds its write-ahead log into the file.
    public func close() throws(Refusal) {
        do { try queue.close() } catch { throw Self.refusal(error, at: path) }
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "learnd.registry"
        configuration.journalMode = .wal
        configuration.prepareDatabase { database in
            // Before anything is set, so that a file which is not ours stays as it is.
            try Migrations.check(database, at: path)
            // This is the only connection, and SQLite may as well know: the WAL's index is then kept in memory, without a shared file and its
            // locks, and a second program that tries to open the database is told that it is locked. Before the first access by WAL.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            // No mapping: an I/O error in mapped pages is a SIGBUS. The cache is small because blobs are read once, in slices.
            try database.execute(
                sql: "PRAGMA mmap_size = 0; PRAGMA cache_size = -1024; PRAGMA journal_size_limit = 16777216")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            // GRDB's WAL set-up has put it back to NORMAL, under which a power cut takes back commits that were answered for.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            let findings = try String.fetchAll(database, sql: "PRAGMA quick_check(5)")
            guard findings == ["ok"] else { throw damaged(findings.joined(separator: "; "), at: path) }
            try Migrations.run(database)
        }
        return queue
    }

    /// One transaction that reads.
    func read<T: Sendable>(_ body: @Sendable (Database) throws -> T) async throws -> T {
        do {
            return try await queue.read(body)
        } catch let error as DatabaseError {
            throw Self.refusal(error, at: path)
        }
    }

    /// One transaction that changes: all of it, or nothing.
    func write<T: Sendable>(_ body: @Sendable (Database) throws -> T) async throws -> T {
        do {
            return try await queue.write(body)
        } catch let error as DatabaseError {
            throw Self.refusal(error, at: path)
        }
    }

    private static func refusal(_ error: any Error, at path: String) -> Refusal {
        if let refusal = error as? Refusal { return refusal }
        guard let error = error as? DatabaseError else { return Refusal(.failed, what: "the database failed: \(error)", at: path) }
        let message = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        return switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: damaged(message, at: path)
        case .SQLITE_FULL:
            Refusal(.unavailable, what: "the database cannot grow: \(message)", at: path, fix: "free disk space; nothing was changed")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR:
            Refusal(
                .failed, what: "the database cannot be used: \(message)", at: path,
                fix: "see that its folder exists, that the daemon's user may write to it, and that the disk is sound")
        default:
            Refusal(.failed, what: "the database failed: \(message) (SQLite \(error.extendedResultCode.rawValue))", at: path)
        }
    }

    private static func damaged(_ findings: String, at path: String) -> Refusal {
        Refusal(
            .failed, what: "the database is damaged: \(findings)", at: path,
            fix: "keep the file for study and restore the state folder's last backup; files taken since are in archive/")
    }
}
