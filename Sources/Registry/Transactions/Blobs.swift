import Domain
import FoundationEssentials
import GRDB
import Hashing

/// What a sweep took away.
public struct OrphanSweep: Hashable, Sendable {
    /// Blobs that were removed.
    public var count: Int
    /// Bytes that they held.
    public var byteCount: Int

    /// What one sweep came to.
    public init(count: Int, byteCount: Int) {
        self.count = count
        self.byteCount = byteCount
    }
}

extension VersionRegistry {
    /// Stores parts under their digests, in pieces; those that are there already are left. Many short transactions: a kill leaves blobs that no
    /// version lists, which the next `sweepOrphans` takes away.
    ///
    /// - Returns: The references for `commitVersion`, in the same order.
    /// - Throws: What reading a part throws, `Refusal` where its bytes are not those that its reference names.
    @discardableResult
    public func storeBlobs(_ parts: [PartSource]) async throws -> [PartReference] {
        var small: [VersionPart] = []
        var smallBytes = 0
        for part in parts {
            let byteCount = part.reference.byteCount
            if byteCount > PartSource.pieceBytes {
                try await storeLarge(part)
                continue
            }
            if smallBytes + byteCount > PartSource.pieceBytes {
                try await storeSmall(small)
                (small, smallBytes) = ([], 0)
            }
            small.append(try part.whole())
            smallBytes += byteCount
        }
        try await storeSmall(small)
        return parts.map(\.reference)
    }

    /// The same of parts that are at hand.
    @discardableResult
    public func storeBlobs(_ parts: [VersionPart]) async throws -> [PartReference] { try await storeBlobs(parts.map { PartSource($0) }) }

    private func storeSmall(_ parts: [VersionPart]) async throws {
        guard !parts.isEmpty else { return }
        try await write { database in
            for part in parts {
                guard let id = try Self.beginBlob(database, SHA256.hash(part.bytes), byteCount: part.bytes.count) else { continue }
                if !part.bytes.isEmpty { try Self.addSlice(database, id, 0, part.bytes) }
                try Self.completeBlob(database, id)
            }
        }
    }

    private func storeLarge(_ part: PartSource) async throws {
        let reference = part.reference
        guard let id = try await write({ try Self.beginBlob($0, reference.digest, byteCount: reference.byteCount) }) else { return }
        let next = try part.open()
        var hasher = SHA256()
        var position = 0
        while let piece = try next() {
            hasher.update(piece)
            try await write { [position] in try Self.addSlice($0, id, position, piece) }
            position += 1
        }
        let found = hasher.finalize()
        guard found == reference.digest else {
            throw Refusal(.failed, what: "part '\(reference.name)' hashes to \(found.short), not to \(reference.digest.short)")
        }
        try await write { try Self.completeBlob($0, id) }
    }

    /// - Returns: The key to add slices under; nil where the blob is complete already. One left half-written is begun anew, and so is one that was
    ///   dropped, which versions list.
    private static func beginBlob(_ database: Database, _ digest: Digest, byteCount: Int) throws -> Int64? {
        if let row = try Row.fetchOne(database, sql: "SELECT id, complete, dropped FROM blob WHERE digest = ?", arguments: [digest.data]) {
            if row["dropped"] {
                try database.execute(sql: "DELETE FROM blob_slice WHERE blob_id = ?", arguments: [row["id"] as Int64])
                return row["id"]
            }
            if row["complete"] { return nil }
            try database.execute(sql: "DELETE FROM blob WHERE id = ?", arguments: [row["id"] as Int64])
        }
        try database.execute(
            sql: "INSERT INTO blob (digest, byte_count, complete) VALUES (?, ?, 0)",
            arguments: [digest.data, byteCount]
        )
        return database.lastInsertedRowID
    }

    private static func completeBlob(_ database: Database, _ blob: Int64) throws {
        try database.execute(sql: "UPDATE blob SET complete = 1, dropped = 0 WHERE id = ?", arguments: [blob])
    }

    private static func addSlice(_ database: Database, _ blob: Int64, _ position: Int, _ bytes: [UInt8]) throws {
        try database.cachedStatement(sql: "INSERT INTO blob_slice (blob_id, position, bytes) VALUES (?, ?, ?)")
            .execute(arguments: [blob, position, Data(bytes)])
    }

    /// Removes blobs that no version lists. Only while nothing is being stored: between two jobs.
    @discardableResult
    public func sweepOrphans() async throws -> OrphanSweep {
        try await write { database in
            let orphan = "NOT EXISTS (SELECT 1 FROM version_part WHERE version_part.blob_id = blob.id)"
            guard
                let row = try Row.fetchOne(
                    database,
                    sql: "SELECT COUNT(*) AS count, COALESCE(SUM(byte_count), 0) AS byte_count FROM blob WHERE \(orphan)"
                )
            else { return OrphanSweep(count: 0, byteCount: 0) }
            let sweep = OrphanSweep(count: row["count"], byteCount: row["byte_count"])
            if sweep.count > 0 { try database.execute(sql: "DELETE FROM blob WHERE \(orphan)") }
            return sweep
        }
    }
}
