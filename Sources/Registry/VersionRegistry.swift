import CDatabase
import Domain
import GRDB
import Glibc

/// What learnd remembers: models, batches, jobs, versions with their parts, activations, in one SQLite file.
///
/// The only connection to that file is this object's (docs/architecture.md, "Who owns what"): one process, one `DatabaseQueue`. Every change is one named
/// transaction, which keeps the promises of docs/promises.md whatever is killed when. Its methods are asynchronous: SQLite works on GRDB's own
/// queue, so no caller and no thread of Swift's pool waits in a system call. Parts, schemas, specifications, reports and evaluations are
/// opaque here.
///
/// Errors: `Refusal` (what was asked cannot be done, or the database failed), `StaleParent` (a job's parent was left),
/// `CancellationError` (the task was cancelled; the transaction was not made).
public final class VersionRegistry: Sendable {
    /// The database's file; the write-ahead log lies beside it.
    public let path: String
    /// There was no database, or an empty one, when this one was opened.
    public let isNew: Bool
    /// Where a write-ahead log was put whose database was not there: SQLite would have removed it.
    public let asideLog: String?
    /// What a person should know of the database, a sentence each: that it was taken as it is, though it could not be checked.
    public let remarks: [String]
    package let queue: DatabaseQueue
    private let mark: ChangeMark

    /// Opens the database at `path`, making it where there is none. Blocks while SQLite checks the file.
    ///
    /// - Throws: `Refusal` for a damaged file, one of another program, or one of a newer learnd.
    public init(path: String) throws(Refusal) {
        self.path = path
        mark = ChangeMark(database: path)
        do {
            asideLog = try Self.moveLogAside(path)
            (queue, isNew, remarks) = try Self.open(path, mark)
        } catch {
            throw Self.refusal(error, at: path)
        }
    }

    /// Ends the connection; SQLite then folds its write-ahead log into the file.
    public func close() throws(Refusal) {
        do { try queue.close() } catch { throw Self.refusal(error, at: path) }
    }

    private static func open(_ path: String, _ mark: ChangeMark) throws -> (DatabaseQueue, isNew: Bool, remarks: [String]) {
        let marked = mark.read()
        var configuration = Configuration()
        configuration.label = "learnd.registry"
        configuration.journalMode = .wal
        configuration.prepareDatabase { database in
            // Whoever is refused finds all as it was, the log too, which closing would fold in and remove.
            _ = learnd_keep_log(database.sqliteConnection, 1)
            // Before anything is set, so that a file which is not ours stays as it is.
            try Migrations.check(database, at: path)
            // This is the only connection, and SQLite may as well know: the WAL's index is then kept in memory, without a shared file and its
            // locks, and a second program that tries to open the database is told that it is locked. Before the first access by WAL.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            // No mapping: an I/O error in mapped pages is a SIGBUS. The cache is small because blobs are read once, in slices. No temporary files:
            // what is in them, rows of training data, would lie outside the state folder.
            try database.execute(
                sql: "PRAGMA mmap_size = 0; PRAGMA cache_size = -1024; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216"
            )
            try Seal.prepare(database)
            try StateCheck(path: path, mark: mark).require(database, marked)
        }
        try hideFromOthers(path)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        return try queue.writeWithoutTransaction { database in
            // GRDB's WAL set-up has put it back to NORMAL, under which a power cut takes back commits that were answered for.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            let isNew = try Int.fetchOne(database, sql: "PRAGMA user_version") == 0
            let remarks = try StateCheck(path: path, mark: mark).accept(database, marked)
            try Migrations.run(database)
            _ = learnd_keep_log(database.sqliteConnection, 0)
            return (queue, isNew, remarks)
        }
    }

    /// From now on an older database is refused here: whoever has looked at it takes it for the newest there is.
    public func markAsNewest() async throws {
        try await queue.read { [mark] in mark.note(try Seal.changes($0), durable: true) }
    }

    /// Puts a write-ahead log without its database beside its place: all that is left of what was learned may stand in it.
    private static func moveLogAside(_ path: String) throws -> String? {
        var status = stat()
        guard lstat(path, &status) != 0 && errno == ENOENT || status.st_mode & S_IFMT == S_IFREG && status.st_size == 0 else { return nil }
        guard stat(path + "-wal", &status) == 0, status.st_size > 0 else { return nil }
        let place = "\(path)-wal.aside-\(UnixTime.now().milliseconds)"
        guard rename(path + "-wal", place) == 0 else {
            throw Refusal(
                .failed,
                what: "there is a write-ahead log without its database and cannot be moved aside: \(String(cString: strerror(errno)))",
                at: path + "-wal",
                fix: "restore the database, or move the log away"
            )
        }
        return place
    }

    /// Makes an empty database where there is none, and takes others' rights from what is there: SQLite makes its files as the umask says, and gives
    /// the log the database's mode.
    private static func hideFromOthers(_ path: String) throws {
        var status = stat()
        if lstat(path, &status) != 0, errno == ENOENT {
            let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
            if descriptor >= 0 { Glibc.close(descriptor) }
        }
        for file in [path, path + "-wal", path + "-journal"] {
            guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o027 != 0 else { continue }
            _ = chmod(file, status.st_mode & 0o7777 & ~0o027)
        }
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
            return try await queue.write { [mark] database in
                let before = database.totalChangesCount
                let result = try body(database)
                if database.totalChangesCount != before {
                    let change = try Seal.count(database)
                    database.afterNextTransaction { _ in mark.note(change) }
                }
                return result
            }
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
                .failed,
                what: "the database cannot be used: \(message)",
                at: path,
                fix: "see that its folder exists, that the daemon's user may write to it, and that the disk is sound"
            )
        default:
            Refusal(.failed, what: "the database failed: \(message) (SQLite \(error.extendedResultCode.rawValue))", at: path)
        }
    }

    static func damaged(_ findings: String, at path: String) -> Refusal {
        Refusal(
            .failed,
            // One line: what reads the log shows the last.
            what: "the database is damaged: \(findings.split(whereSeparator: \.isNewline).joined(separator: " "))",
            at: path,
            fix: "keep the file for study and restore the state folder's last backup; files taken since are in archive/"
        )
    }
}
