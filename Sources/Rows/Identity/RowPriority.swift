import Domain
import Hashing

/// A row's rank for bounded keeping: the rows with the highest priorities stay.
///
/// A hash, not a draw, so that what is kept does not depend on the order in which rows came, and taking rows away gives what there would
/// have been without them.
public enum RowPriority {
    /// The first 8 bytes of SHA-256 over the seed (8 bytes, little-endian) and the identity's 32 bytes.
    public static func of(_ identity: Digest, seed: UInt64) -> UInt64 {
        let words = identity.words
        let bytes = (seed.littleEndian, words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
        return withUnsafeBytes(of: bytes) { SHA256.hash($0) }.words.0
    }
}
