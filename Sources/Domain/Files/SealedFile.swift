/// A file that tells whether it is what was written: its last line is the SHA-256 of all before it.
///
/// For what one process writes and another reads, where a flipped bit would pass for a number.
public enum SealedFile {
    private static let word = Array("\nsha256 ".utf8)
    private static var sealBytes: Int { word.count + 64 + 1 }

    public static func write(_ bytes: [UInt8], to path: String) throws(Refusal) {
        try WholeFile.write(bytes + seal(of: bytes), to: path)
    }

    private static func seal(of bytes: [UInt8]) -> [UInt8] { word + Array("\(SHA256.hash(bytes))\n".utf8) }

    /// - Parameter onBytes: As of `WholeFile.read`.
    /// - Throws: `DamagedFile`, also where the file is gone or cannot be read.
    public static func read(_ path: String, _ onBytes: (Int) -> Void = { _ in }) throws(DamagedFile) -> [UInt8] {
        var bytes: [UInt8]
        do throws(Refusal) {
            bytes = try WholeFile.read(path, onBytes)
        } catch {
            throw DamagedFile(path: path, how: error.what)
        }
        guard bytes.count >= sealBytes else { throw DamagedFile(path: path, how: "it was cut short") }
        let seal = Array(bytes.suffix(sealBytes))
        bytes.removeLast(sealBytes)
        guard seal == self.seal(of: bytes) else {
            throw DamagedFile(path: path, how: "its SHA-256 is not the one that was written with it")
        }
        return bytes
    }
}

/// A file is not what was written to it.
public struct DamagedFile: Error, Hashable, CustomStringConvertible {
    /// Which file, and how.
    public let description: String

    public init(path: String, how: String) { description = "\(path) is damaged: \(how)" }

    /// As another process has told it.
    public init(told: String) { description = told }
}
