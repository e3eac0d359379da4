import Domain
import FoundationEssentials
import GRDB
import Hashing

extension VersionRegistry {
    /// What lies at a place of a blob.
    struct BlobSlice: Sendable {
        /// Nil at the end.
        var bytes: [UInt8]?
        /// Whether it is the blob's last.
        var isLast: Bool
    }

    /// A slice of a blob, in a transaction of its own, so that nobody waits for more than one.
    ///
    /// - Returns: Nil where there is no such blob.
    func slice(_ position: Int, of digest: Digest) async throws -> BlobSlice? {
        try await read { database in
            guard
                let id = try Int64.fetchOne(database, sql: "SELECT id FROM blob WHERE digest = ? AND NOT dropped", arguments: [digest.data])
            else {
                return nil
            }
            let rows = try Row.fetchCursor(
                database.cachedStatement(sql: "SELECT bytes FROM blob_slice WHERE blob_id = ? AND position >= ? ORDER BY position LIMIT 2"),
                arguments: [id, position]
            )
            guard let first = try rows.next() else { return BlobSlice(bytes: nil, isLast: true) }
            let bytes = try first.withUnsafeData(atIndex: 0) { data in data.map { Array($0) } ?? [] }
            return BlobSlice(bytes: bytes, isLast: try rows.next() == nil)
        }
    }

    /// Reads a blob through.
    ///
    /// - Returns: What its bytes hash to; nil where it is gone.
    public func hashOfBlob(_ digest: Digest) async throws -> Digest? {
        var hasher = SHA256()
        var position = 0
        while let slice = try await slice(position, of: digest) {
            if let bytes = slice.bytes { hasher.update(bytes) }
            if slice.isLast { return hasher.finalize() }
            position += 1
        }
        return nil
    }

    /// A part that `parts(of:of:)` has named, in pieces: never more of it than one is in memory.
    public func pieces(of reference: PartReference, of number: VersionNumber, of name: ModelName) -> PartPieces {
        PartPieces(registry: self, reference: reference, place: "version \(number) of '\(name)', part '\(reference.name)'")
    }

    /// A part that `parts(of:of:)` has named, with its bytes.
    ///
    /// - Throws: `Refusal` of kind `failed` where its bytes are not what was stored.
    public func part(_ reference: PartReference, of number: VersionNumber, of name: ModelName) async throws -> VersionPart {
        var bytes: [UInt8] = []
        for try await piece in pieces(of: reference, of: number, of: name) { bytes += piece }
        return VersionPart(name: reference.name, kind: reference.kind, bytes: bytes)
    }

    /// Reads a part through.
    ///
    /// - Throws: As `part`.
    public func checkPart(_ reference: PartReference, of number: VersionNumber, of name: ModelName) async throws {
        for try await _ in pieces(of: reference, of: number, of: name) {}
    }
}

/// A stored part's bytes, a slice a transaction. After the last one they are held against the part's digest: who takes them piece by piece uses
/// none of them before the end.
public struct PartPieces: AsyncSequence, Sendable {
    let registry: VersionRegistry
    let reference: PartReference
    let place: String

    /// Begins at the first byte, each time that it is called.
    public func makeAsyncIterator() -> Iterator { Iterator(pieces: self) }

    /// A reading of one part, for one task.
    public struct Iterator: AsyncIteratorProtocol {
        let pieces: PartPieces
        private var hasher = SHA256()
        private var position = 0
        private var byteCount = 0
        private var isAtEnd = false

        init(pieces: PartPieces) { self.pieces = pieces }

        /// - Throws: `Refusal` of kind `failed` at the end, where the bytes are not what was stored.
        public mutating func next() async throws -> [UInt8]? {
            while !isAtEnd {
                let slice = try await pieces.registry.slice(position, of: pieces.reference.digest)
                position += 1
                isAtEnd = slice?.isLast ?? true
                guard let bytes = slice?.bytes, !bytes.isEmpty else { continue }
                hasher.update(bytes)
                byteCount += bytes.count
                return bytes
            }
            let found = hasher.finalize()
            guard found == pieces.reference.digest else {
                throw Refusal(
                    .failed,
                    what:
                        "its \(byteCount) bytes hash to \(found.short), not to \(pieces.reference.digest.short): the database is damaged there",
                    at: pieces.place,
                    fix: "go back to a version that loads with 'learnctl rollback', or restore a backup"
                )
            }
            return nil
        }
    }
}
