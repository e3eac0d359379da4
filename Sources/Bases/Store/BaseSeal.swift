import Domain
import Files
import Hashing

/// What a base's folder was when all of it was last read: the file `seal`, which itself tells a flipped byte.
struct BaseSeal: Hashable, Codable {
    static let file = "seal"

    /// Of `base.json`.
    var document: Digest
    var weightsBytes: Int
    var weightsInode: UInt64
    /// Nanoseconds since 1970.
    var weightsModified: Int64

    init(document: Digest, weights: FileStatus) {
        self.document = document
        weightsBytes = weights.byteCount
        weightsInode = weights.inode
        weightsModified = weights.modified
    }

    /// - Throws: `DamagedFile` where it is missing, or not what was written.
    static func read(in folder: String) throws(DamagedFile) -> BaseSeal {
        let path = "\(folder)/\(file)"
        let bytes = try SealedFile.read(path)
        do {
            return try CanonicalJSON.decode(BaseSeal.self, from: bytes)
        } catch {
            throw DamagedFile(path: path, how: "it is no seal")
        }
    }

    func write(in folder: String) throws(Refusal) {
        guard let bytes = try? CanonicalJSON.encode(self) else { preconditionFailure("a seal does not encode") }
        try SealedFile.write(bytes, to: "\(folder)/\(Self.file)")
    }
}
