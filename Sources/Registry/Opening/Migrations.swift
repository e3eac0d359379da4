import Domain
import GRDB

/// The database's form, as steps that are only ever appended to: `user_version` is the number of steps a file has gone through.
enum Migrations {
    /// "lrnd": what `PRAGMA application_id` says of a file of ours.
    static let applicationID: Int32 = 0x6C72_6E64

    static let steps: [String] = [FirstSchema.sql, SecondSchema.sql, ThirdSchema.sql, FourthSchema.sql, FifthSchema.sql, SixthSchema.sql]

    /// Says whether a file may be opened for writing at all; changes nothing.
    ///
    /// - Throws: `Refusal` for a file that is another program's, or that a newer learnd has written.
    static func check(_ database: Database, at path: String) throws {
        let found = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let isEmpty = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_schema") == 0
        guard found == applicationID || (found == 0 && isEmpty) else {
            throw Refusal(
                .failed,
                what: "this SQLite file is not learnd's",
                at: path,
                fix: "move it away, or give learnd another folder with --state"
            )
        }
        guard version <= steps.count else {
            throw Refusal(
                .failed,
                what: "the database has form \(version), written by a newer learnd; this one knows forms up to \(steps.count)",
                at: path,
                fix: "install the newer learnd again, or restore the backup made before the upgrade"
            )
        }
    }

    /// Brings a database to the newest form, each step in a transaction of its own.
    static func run(_ database: Database) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        for step in version..<steps.count {
            try database.inTransaction(.immediate) {
                try database.execute(sql: steps[step])
                try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(step + 1)")
                if step + 1 == steps.count { try Seal.renew(database) }
                return .commit
            }
        }
    }
}
