import Domain
import GRDB

/// Whether a database is sound, the newest there was, and holds the rows that were written: before anything is changed.
struct StateCheck {
    /// The first form that has seals.
    private static let sealedForm = 3

    let path: String
    let mark: ChangeMark

    /// - Throws: `Refusal`; the database and its log are as they were.
    func require(_ database: Database, _ marked: ChangeMark.Reading) throws {
        do {
            try look(database, marked)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            // No statement of ours is at fault here, but what the tables' own form has become: a function, a column that is not there.
            throw VersionRegistry.damaged(error.message ?? "\(error)", at: path)
        }
    }

    private func look(_ database: Database, _ marked: ChangeMark.Reading) throws {
        let findings = try String.fetchAll(database, sql: "PRAGMA quick_check(5)")
        guard findings == ["ok"] else { throw VersionRegistry.damaged(findings.joined(separator: "; "), at: path) }
        let indexes = try IndexCheck.broken(database)
        guard indexes.isEmpty else {
            throw VersionRegistry.damaged(
                "what the indexes \(indexes.joined(separator: ", ")) hold is not what their tables hold",
                at: path
            )
        }
        let form = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        // One that knows nothing is compared with the archive.
        guard form > 0, try Int.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM batch)") == 1 else { return }
        let change = form < Self.sealedForm ? 0 : try Seal.changes(database)
        if case .change(let last) = marked, change < last {
            throw Refusal(
                .conflict,
                what:
                    "the database is out of date: it is at change \(change) of \(last), because its write-ahead log was truncated, damaged or lost, or it is an older copy",
                at: path,
                fix: "restore it with its '-wal' as they were last; or, to go on without what was changed since, remove '\(mark.path)'"
            )
        }
        guard form >= Self.sealedForm, marked != .missing else { return }
        let broken = try Seal.broken(database)
        guard broken.isEmpty else {
            throw Refusal(
                .failed,
                what: "the database is damaged: \(Self.words(broken))",
                at: path,
                fix:
                    "keep the file for study and restore the state folder's last backup; files taken since are in archive/; or, to go on with it as it is, remove '\(mark.path)'"
            )
        }
    }

    /// Seals what there is where a person, by removing the mark, has said that it shall be believed.
    ///
    /// - Returns: What to tell of it.
    func accept(_ database: Database, _ marked: ChangeMark.Reading) throws -> [String] {
        guard try (Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0) >= Self.sealedForm else { return [] }
        switch marked {
        case .change: return []
        case .damaged:
            return ["'\(mark.path)' is damaged and was written again: it is unknown whether the database is the newest one"]
        case .missing:
            let broken = try Seal.broken(database)
            // Killed before the mark was first made, it has changed nothing yet.
            if try broken.isEmpty && Seal.changes(database) == 0 { return [] }
            if !broken.isEmpty {
                try database.inTransaction(.immediate) {
                    try Seal.renew(database)
                    return .commit
                }
            }
            return [
                "'\(mark.path)' was not there, and the database was taken as it is: whether it is the newest there was could not be told"
                    + (broken.isEmpty ? "" : "; \(Self.words(broken))")
            ]
        }
    }

    private static func words(_ tables: [String]) -> String {
        "the rows of \(tables.map { "'\($0)'" }.joined(separator: ", ")) differ from what was written"
    }
}
