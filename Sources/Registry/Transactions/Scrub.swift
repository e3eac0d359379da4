import Domain
import FoundationEssentials
import GRDB
import Hashing

/// Where a blob is named.
public struct BlobUse: Hashable, Sendable {
    /// The model whose version lists it.
    public var model: ModelName
    /// A version that has the blob among its parts.
    public var version: VersionNumber
    /// The part's name.
    public var part: String
}

extension VersionRegistry {
    /// The digests of all blobs that are complete.
    public func blobDigests() async throws -> [Digest] {
        try await read {
            try Data.fetchAll($0, sql: "SELECT digest FROM blob WHERE complete = 1 AND dropped = 0 ORDER BY digest").map { Digest($0) }
        }
    }

    /// Which versions have a blob among their parts, newest first.
    public func uses(of blob: Digest) async throws -> [BlobUse] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT model.name AS model, p.number, p.name FROM version_part p
                    JOIN blob ON blob.id = p.blob_id JOIN model ON model.id = p.model_id
                    WHERE blob.digest = ? ORDER BY model.name, p.number DESC, p.name
                    """,
                arguments: [blob.data]
            ).map { BlobUse(model: try ModelName($0["model"] as String), version: VersionNumber($0["number"] as Int), part: $0["name"]) }
        }
    }

    /// The batches of an archived file, oldest first.
    public func batches(ofFile digest: Digest) async throws -> [BatchInfo] {
        try await read { database in
            try Int64.fetchAll(database, sql: "SELECT id FROM batch WHERE digest = ? ORDER BY id", arguments: [digest.data])
                .map { try BatchRow.fetch(database, BatchID($0)) }
        }
    }
}
