import CDatabase
import Domain
import GRDB

/// A sum over the rows of each table that nothing else vouches for, kept by triggers within the transaction that changes them. SQLite cannot see that a
/// value became another one on the disk, or that a whole page is an older one; a sum does not fit then.
///
/// Not sealed: what a version consists of (`version_part`, `version_batch`), since its digest is made again from that; the bytes of blobs, since they
/// have their own; and `source`, of which nothing is believed that the file's digest does not confirm.
enum Seal {
    private static let tables = ["model", "batch", "job", "job_batch", "blob", "version", "activation", "model_change", "discarded_file"]
    private static let schema = "sqlite_schema"

    static func prepare(_ database: Database) throws {
        guard let connection = database.sqliteConnection, learnd_add_seal(connection) == 0 else {
            throw Refusal(.failed, what: "SQLite took no function of ours")
        }
    }

    /// Makes the triggers for the columns that the tables have now, and seals the rows that are there.
    static func renew(_ database: Database) throws {
        for table in tables {
            let columns = try columns(of: table, database)
            func row(_ which: String) -> String { columns.map { "\(which).\($0)" }.joined(separator: ", ") }
            for (event, sum) in [
                ("insert", "learnd_seal(sum, \(row("NEW")))"), ("delete", "learnd_seal(sum, \(row("OLD")))"),
                ("update", "learnd_seal(learnd_seal(sum, \(row("OLD"))), \(row("NEW")))"),
            ] {
                try database.execute(
                    sql: """
                        DROP TRIGGER IF EXISTS seal_\(table)_\(event);
                        CREATE TRIGGER seal_\(table)_\(event) AFTER \(event) ON \(table) BEGIN
                            UPDATE seal SET sum = \(sum) WHERE name = '\(table)';
                        END;
                        """
                )
            }
        }
        for table in tables + [schema] {
            try database.execute(
                sql: "INSERT INTO seal (name, sum) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET sum = ?2",
                arguments: [table, try sum(of: table, database)]
            )
        }
    }

    /// The tables whose rows differ from what was written. Reads all of them: a hundred thousand batches take a tenth of a second.
    static func broken(_ database: Database) throws -> [String] {
        // Without its columns no other table can be read as it was.
        try ([schema] + tables).filter { table in
            let kept = try Int64.fetchOne(database, sql: "SELECT sum FROM seal WHERE name = ?", arguments: [table])
            return try kept != sum(of: table, database)
        }
    }

    private static func sum(of table: String, _ database: Database) throws -> Int64 {
        // Where a table's root lies may change without its form.
        let columns = table == schema ? ["type", "name", "tbl_name", "sql"] : try columns(of: table, database)
        // The table itself, not an index of it.
        return try Int64.fetchOne(
            database,
            sql: "SELECT learnd_seal_all(\(columns.joined(separator: ", "))) FROM \(table) \(table == schema ? "" : "NOT INDEXED")"
        )
            ?? 0
    }

    private static func columns(of table: String, _ database: Database) throws -> [String] {
        try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?) ORDER BY cid", arguments: [table])
    }

    /// How many changes the database has gone through.
    static func changes(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT sum FROM seal WHERE name = 'changes'") ?? 0
    }

    /// Counts the change that is being made.
    static func count(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(
            database.cachedStatement(sql: "UPDATE seal SET sum = sum + 1 WHERE name = 'changes' RETURNING sum")
        ) ?? 0
    }
}
