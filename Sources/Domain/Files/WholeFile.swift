import Glibc

/// Whole files, read and written with their errors named.
public enum WholeFile {
    /// - Parameter onBytes: Called with the number of bytes read, after each of at most 8 MiB.
    public static func read(_ path: String, _ onBytes: (Int) -> Void = { _ in }) throws(Refusal) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot be opened", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("cannot be examined", path) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + filled, min($0.count - filled, 8 << 20)) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure("ended early or cannot be read", path) }
            filled += count
            onBytes(count)
        }
        return bytes
    }

    /// Writes beside the path and renames: a reader sees all of it or none. With `durable`, it is on disk when this returns.
    public static func write(_ bytes: [UInt8], to path: String, durable: Bool = false) throws(Refusal) {
        let temporary = path + ".part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw failure("cannot be created", temporary) }
        do throws(Refusal) {
            try append(bytes, to: descriptor, temporary)
        } catch {
            close(descriptor)
            throw error
        }
        if durable && fsync(descriptor) != 0 {
            let refusal = failure("cannot be synced", temporary)
            close(descriptor)
            throw refusal
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else { throw failure("cannot be renamed into place", path) }
    }

    /// Writes all of it at an open file's place.
    public static func append(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(Refusal) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure("cannot be written", path) }
            written += count
        }
    }

    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func failure(_ what: String, _ path: String) -> Refusal {
        let code = errno
        return Refusal(
            code == ENOENT ? .notFound : code == ENOSPC ? .unavailable : .failed,
            what: "\(what): \(String(cString: strerror(code)))",
            at: path,
            fix: code == ENOSPC ? "free some disk" : nil
        )
    }
}
