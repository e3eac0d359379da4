/// A file that tells whether it is what was written: its last line is the SHA-256 of all before it.
///
/// For what one process writes and another reads, where a flipped bit would pass for a number.
public enum SealedFile {
    private static let word = Array("\nsha256 ".utf8)
    private static var sealBytes: Int { word.count + 64 + 1 }

    public static func write(_ bytes: [UInt8], to path: String) throws(Refusal) {
        try WholeFile.write(bytes + word + Array("\(SHA256.hash(bytes))\n".utf8), to: path)
    }

    /// - Throws: `DamagedFile`, also where the file is gone or cannot be read.
    public static func read(_ path: String) throws(DamagedFile) -> [UInt8] {
        let sealed: [UInt8]
        do throws(Refusal) {
            sealed = try WholeFile.read(path)
        } catch {
            throw DamagedFile(path: path, how: error.what)
        }
        let end = sealed.count - sealBytes
        guard end >= 0 else { throw DamagedFile(path: path, how: "it was cut short") }
        let bytes = Array(sealed[..<end])
        guard sealed[end...].elementsEqual(word + Array("\(SHA256.hash(bytes))\n".utf8)) else {
            throw DamagedFile(path: path, how: "its SHA-256 is not the one that was written with it")
        }
        return bytes
    }
}

/// A file is not what was written to it.
public struct DamagedFile: Error, Hashable, CustomStringConvertible {
    public var path: String
    public var how: String

    public init(path: String, how: String) {
        self.path = path
        self.how = how
    }

    public var description: String { "\(path) is damaged: \(how)" }
}
