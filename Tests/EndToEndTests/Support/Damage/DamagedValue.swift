import FoundationEssentials
import GRDB

/// A value of the database that became another one, on a sound page: what a flipped bit does that SQLite cannot see.
enum DamagedValue {
    /// Any column of any row of any table, or a row that is gone. Nil where SQLite itself would not have it so.
    static func random(in state: StoppedState, _ random: inout SampleRandom) throws -> Damage? {
        // A log would be folded in, which is another damage.
        guard !state.files.contains("learnd.sqlite-wal") else { return nil }
        let path = state.path + ".value-\(random.next())"
        try Data(state.read("learnd.sqlite")).write(to: URL(filePath: path))
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        var words: String?
        do {
            words = try change(path, &random)
        } catch is DatabaseError {
            return nil
        }
        return try words.map { Damage(file: "learnd.sqlite", words: $0, content: Array(try Data(contentsOf: URL(filePath: path)))) }
    }

    private static func change(_ path: String, _ random: inout SampleRandom) throws -> String? {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { database in
            // The daemon's triggers keep a sum of all rows by this function; a disk keeps none.
            database.add(function: DatabaseFunction("learnd_seal") { values in values.first ?? .null })
            try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        var generator = random
        defer { random = generator }
        let words = try queue.writeWithoutTransaction { database in
            let words = try change(database, &generator)
            try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            return words
        }
        try queue.close()
        return words
    }

    private static func change(_ database: Database, _ random: inout SampleRandom) throws -> String? {
        let tables = try String.fetchAll(
            database,
            sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        let table = tables[random.below(tables.count)]
        let count = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \(table)") ?? 0
        guard count > 0, let row = try Row.fetchOne(database, sql: "SELECT * FROM \(table) LIMIT 1 OFFSET \(random.below(count))") else {
            return nil
        }
        let keys = try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info('\(table)') WHERE pk > 0 ORDER BY pk")
        let condition = keys.map { "\($0) = ?" }.joined(separator: " AND ")
        let key = StatementArguments(keys.map { row[$0] as DatabaseValue })
        let shown = keys.map { "\(row[$0] as DatabaseValue)" }.joined(separator: ", ")
        if random.next() % 8 == 0 {
            try database.execute(sql: "DELETE FROM \(table) WHERE \(condition)", arguments: key)
            return "row \(shown) of '\(table)' is gone"
        }
        let column = Array(row.columnNames)[random.below(row.count)]
        let old = row[column] as DatabaseValue
        let twin = try DatabaseValue.fetchOne(
            database,
            sql: "SELECT \(column) FROM \(table) WHERE \(column) IS NOT NULL LIMIT 1 OFFSET \(random.below(count))"
        )
        let new = random.next() % 3 == 0 ? (twin ?? old) : altered(old, &random)
        guard new != old else { return nil }
        try database.execute(sql: "UPDATE \(table) SET \(column) = ? WHERE \(condition)", arguments: [new] + key)
        return "\(table).\(column) of row \(shown) is \(new) instead of \(old)"
    }

    /// One bit of it is another.
    private static func altered(_ value: DatabaseValue, _ random: inout SampleRandom) -> DatabaseValue {
        switch value.storage {
        case .null: return 1.databaseValue
        case .int64(let number): return (number ^ (1 << Int64(random.next() % 3 == 0 ? random.below(63) : random.below(3)))).databaseValue
        case .double(let number): return (-number).databaseValue
        case .string(let text):
            var bytes = Array(text.utf8)
            guard !bytes.isEmpty else { return "x".databaseValue }
            bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(7))
            return String(decoding: bytes, as: UTF8.self).databaseValue
        case .blob(let data):
            var data = data
            guard !data.isEmpty else { return value }
            data[data.startIndex + random.below(data.count)] ^= 1 << UInt8(random.below(8))
            return data.databaseValue
        }
    }
}
