import Domain
import Glibc
import Files
import Hashing

/// Copies the bytes of one open file into another and flushes them, hashing on the way.
enum FileCopy {
    static func copy(
        from source: Int32,
        named sourceName: String,
        to target: Int32,
        named targetName: String
    ) throws(Refusal) -> (digest: Digest, byteCount: Int) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var hasher = SHA256()
        let byteCount = try FileWork.copy(source, RawPath(sourceName), to: target, RawPath(targetName), through: buffer) {
            hasher.update($0)
        }
        try flush(target, named: targetName)
        return (hasher.finalize(), byteCount)
    }

    static func flush(_ target: Int32, named name: String) throws(Refusal) {
        guard fsync(target) == 0 else { throw FileWork.failure("the file cannot be brought to disk", RawPath(name)) }
    }
}
