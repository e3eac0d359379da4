import Domain
import Files
import Glibc

extension ProgressReport {
    /// Begins to load what lies under some paths, counted in bytes.
    func beginLoading(_ paths: [String]) throws {
        try begin(.load, of: paths.reduce(0) { $0 + Self.bytes(under: $1) })
    }

    /// Reads a sealed file.
    ///
    /// - Throws: `DamagedFile`, and what whoever listens throws.
    func read(_ path: String) throws -> [UInt8] {
        var interruption: (any Error)?
        let bytes = try SealedFile.read(path) { count in
            do { try advance(by: count) } catch { interruption = error }
        }
        if let interruption { throw interruption }
        return bytes
    }

    private static func bytes(under path: String) -> Int {
        var status = stat()
        guard lstat(path, &status) == 0 else { return 0 }
        guard status.st_mode & S_IFMT == S_IFDIR else { return Int(status.st_size) }
        return Folder.names(path).reduce(0) { $0 + bytes(under: "\(path)/\($1)") }
    }
}
