import Domain
import Glibc

/// Copies the bytes of one open file into another and flushes them, hashing on the way.
enum FileCopy {
    private static let pieceBytes = 1 << 20

    static func copy(
        from source: Int32, named sourceName: String, to target: Int32, named targetName: String
    ) throws(Refusal) -> (digest: Digest, byteCount: Int) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceBytes, alignment: 16)
        defer { piece.deallocate() }
        var hasher = SHA256()
        var total = 0
        while true {
            let count = read(source, piece.baseAddress, piece.count)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw Refusal(.failed, what: "cannot be read: \(String(cString: strerror(errno)))", at: sourceName)
            }
            let bytes = UnsafeRawBufferPointer(rebasing: piece[..<count])
            hasher.update(bytes)
            try write(bytes, to: target, named: targetName)
            total += count
        }
        try flush(target, named: targetName)
        return (hasher.finalize(), total)
    }

    static func flush(_ target: Int32, named name: String) throws(Refusal) {
        guard fsync(target) == 0 else { throw failure(named: name) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to target: Int32, named name: String) throws(Refusal) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(target, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(named: name)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    private static func failure(named name: String) -> Refusal {
        let problem = errno
        let full = problem == ENOSPC || problem == EDQUOT
        return Refusal(
            full ? .unavailable : .failed, what: "cannot be written: \(String(cString: strerror(problem)))", at: name,
            fix: full ? "free some disk space" : nil)
    }
}
