import GRDB

/// Whether each index holds what its table does. `quick_check` leaves that out, and `integrity_check` looks up each row in each index, which takes
/// seconds with a hundred thousand files; here both are read through once, and a sum of what they hold is compared.
///
/// An index that lacks a row has a blob taken for an orphan, or a file learned twice.
enum IndexCheck {
    /// The indexes that do not fit.
    static func broken(_ database: Database) throws -> [String] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT list.name, tables.name AS table_name, schema.sql FROM pragma_table_list AS tables
                    JOIN pragma_index_list(tables.name) AS list
                    LEFT JOIN sqlite_schema AS schema ON schema.type = 'index' AND schema.name = list.name
                WHERE tables.schema = 'main' AND tables.type = 'table' AND NOT (tables.wr AND list.origin = 'pk')
                ORDER BY list.name
                """
        ).compactMap { row in
            let (name, table): (String, String) = (row["name"], row["table_name"])
            let columns = try String.fetchAll(
                database,
                sql: "SELECT CASE WHEN cid < 0 THEN 'rowid' ELSE name END FROM pragma_index_xinfo(?) ORDER BY seqno",
                arguments: [name]
            ).joined(separator: ", ")
            let condition =
                (row["sql"] as String?).flatMap { sql in sql.firstRange(of: " WHERE ").map { String(sql[$0.lowerBound...]) } } ?? ""
            func sum(_ way: String) throws -> Int64? {
                try Int64.fetchOne(database, sql: "SELECT learnd_seal_all(\(columns)) FROM \(table) \(way)\(condition)")
            }
            return try sum("INDEXED BY \(name)") == sum("NOT INDEXED") ? nil : name
        }
    }
}
