import Domain
import GRDB

/// Parts that are large, and made again from the archive when they are needed (`PartReference.isMadeAgain`): stored are those of the training head and
/// of the version before it.
extension VersionRegistry {
    /// In the transaction that has moved the head: takes the bytes of all other versions' away.
    static func dropWhatIsMadeAgain(_ database: Database, _ model: ModelRow) throws {
        let dropped = try Int64.fetchAll(
            database,
            sql: """
                SELECT DISTINCT part.blob_id FROM version_part part JOIN blob ON blob.id = part.blob_id
                WHERE part.model_id = ? AND part.name LIKE ? AND NOT blob.dropped AND NOT EXISTS (
                    SELECT 1 FROM version_part other
                    JOIN model ON model.id = other.model_id
                    LEFT JOIN version head ON head.model_id = model.id AND head.number = model.head_version
                    WHERE other.blob_id = part.blob_id AND (other.number = model.head_version OR other.number = head.parent)
                )
                """,
            arguments: [model.id, PartReference.madeAgainPrefix + "%"]
        )
        for blob in dropped {
            try database.execute(sql: "UPDATE blob SET dropped = 1 WHERE id = ?", arguments: [blob])
            try database.execute(sql: "DELETE FROM blob_slice WHERE blob_id = ?", arguments: [blob])
        }
    }

    /// The names of a version's parts whose bytes were dropped.
    public func droppedParts(of number: VersionNumber, of name: ModelName) async throws -> Set<String> {
        try await read { database in
            let model = try ModelRow.fetch(database, name)
            return try String.fetchSet(
                database,
                sql: """
                    SELECT name FROM version_part JOIN blob ON blob.id = version_part.blob_id
                    WHERE model_id = ? AND number = ? AND dropped
                    """,
                arguments: [model.id, number.rawValue]
            )
        }
    }
}
