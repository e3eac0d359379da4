import Domain
import FoundationEssentials
import GRDB

/// What a sweep took away.
public struct OrphanSweep: Hashable, Sendable {
    public var count: Int
    public var byteCount: Int

    public init(count: Int, byteCount: Int) {
        self.count = count
        self.byteCount = byteCount
    }
}

extension VersionRegistry {
    /// Largest piece of a blob in one row, and of blobs in one transaction: bounds memory, the write-ahead log, and how long others wait.
    static let sliceBytes = 8 << 20

    /// Stores parts under their digests; those that are there already are left. Many short transactions: a kill leaves blobs that no version
    /// lists, which the next `sweepOrphans` takes away.
    ///
    /// - Returns: The references for `commitVersion`, in the same order.
    public func storeBlobs(_ parts: [VersionPart]) async throws -> [PartReference] {
        let references = parts.map(\.reference)
        var small: [(Digest, [UInt8])] = []
        var smallBytes = 0
        for (part, reference) in zip(parts, references) {
            if part.bytes.count > Self.sliceBytes {
                try await storeLarge(part.bytes, reference.digest)
                continue
            }
            if smallBytes + part.bytes.count > Self.sliceBytes {
                try await storeSmall(small)
                (small, smallBytes) = ([], 0)
            }
            small.append((reference.digest, part.bytes))
            smallBytes += part.bytes.count
        }
        try await storeSmall(small)
        return references
    }

    private func storeSmall(_ blobs: [(digest: Digest, bytes: [UInt8])]) async throws {
        guard !blobs.isEmpty else { return }
        try await write { database in
            for (digest, bytes) in blobs {
                guard let id = try Self.beginBlob(database, digest, byteCount: bytes.count) else { continue }
                if !bytes.isEmpty { try Self.addSlice(database, id, 0, bytes[...]) }
                try database.execute(sql: "UPDATE blob SET complete = 1 WHERE id = ?", arguments: [id])
            }
        }
    }

    private func storeLarge(_ bytes: [UInt8], _ digest: Digest) async throws {
        guard let id = try await write({ try Self.beginBlob($0, digest, byteCount: bytes.count) }) else { return }
        for (position, start) in stride(from: 0, to: bytes.count, by: Self.sliceBytes).enumerated() {
            let end = min(start + Self.sliceBytes, bytes.count)
            try await write { database in
                try Self.addSlice(database, id, position, bytes[start..<end])
                if end == bytes.count { try database.execute(sql: "UPDATE blob SET complete = 1 WHERE id = ?", arguments: [id]) }
            }
        }
    }

    /// - Returns: The key to add slices under; nil where the blob is complete already. One left half-written is begun anew.
    private static func beginBlob(_ database: Database, _ digest: Digest, byteCount: Int) throws -> Int64? {
        if let row = try Row.fetchOne(database, sql: "SELECT id, complete FROM blob WHERE digest = ?", arguments: [digest.data]) {
            if row["complete"] { return nil }
            try database.execute(sql: "DELETE FROM blob WHERE id = ?", arguments: [row["id"] as Int64])
        }
        try database.execute(
            sql: "INSERT INTO blob (digest, byte_count, complete) VALUES (?, ?, 0)",
            arguments: [digest.data, byteCount]
        )
        return database.lastInsertedRowID
    }

    private static func addSlice(_ database: Database, _ blob: Int64, _ position: Int, _ bytes: ArraySlice<UInt8>) throws {
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

    /// A blob's bytes, checked against their digest.
    ///
    /// - Throws: `Refusal` of kind `failed` naming `place` where they are not what was stored.
    static func loadBlob(_ database: Database, _ reference: PartReference, at place: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        // A size that is damaged asks for no more memory than there is.
        bytes.reserveCapacity(min(max(0, reference.byteCount), sliceBytes))
        let slices = try Row.fetchCursor(
            database,
            sql: "SELECT bytes FROM blob_slice JOIN blob ON blob.id = blob_slice.blob_id WHERE blob.digest = ? ORDER BY position",
            arguments: [reference.digest.data]
        )
        while let row = try slices.next() {
            try row.withUnsafeData(atIndex: 0) { data in
                if let data { data.withUnsafeBytes { bytes.append(contentsOf: $0) } }
            }
        }
        let found = SHA256.hash(bytes)
        guard found == reference.digest else {
            throw Refusal(
                .failed,
                what: "its \(bytes.count) bytes hash to \(found.short), not to \(reference.digest.short): the database is damaged there",
                at: place,
                fix: "go back to a version that loads with 'learnctl rollback', or restore a backup"
            )
        }
        return bytes
    }
}
