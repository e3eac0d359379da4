import Domain
import Glibc

/// System calls, each with its error in words.
package enum FileWork {
    /// `what`, with errno's words.
    package static func failure(_ what: String, _ path: RawPath, errno code: Int32 = errno) -> Refusal {
        let words = String(cString: strerror(code))
        return switch code {
        case ENOSPC, EDQUOT:
            Refusal(
                .unavailable,
                what: "\(what): \(words)",
                at: path.description,
                fix: "free disk space; nothing was lost"
            )
        case EROFS:
            Refusal(.forbidden, what: "\(what): \(words)", at: path.description, fix: "have its file system mounted for writing")
        case EACCES, EPERM:
            Refusal(
                .forbidden,
                what: "\(what): \(words)",
                at: path.description,
                fix: "let the daemon's user (or its group) read and write there"
            )
        case ENOENT: Refusal(.notFound, what: "\(what): \(words)", at: path.description)
        default: Refusal(.failed, what: "\(what): \(words)", at: path.description)
        }
    }

    /// Makes a folder where there is none; its parents too where `withParents`.
    package static func makeFolder(_ path: RawPath, mode: mode_t = 0o750, withParents: Bool = false) throws(Refusal) {
        if path.withCString({ mkdir($0, mode) }) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, withParents, let slash = path.bytes.lastIndex(of: UInt8(ascii: "/")), slash > 0 else {
            throw failure("the folder cannot be made", path)
        }
        try makeFolder(RawPath(bytes: Array(path.bytes[..<slash])), mode: mode, withParents: true)
        guard path.withCString({ mkdir($0, mode) }) == 0 || errno == EEXIST else { throw failure("the folder cannot be made", path) }
    }

    /// The names in a folder, without `.` and `..`, in no order.
    package static func list(_ folder: RawPath) throws(Refusal) -> [[UInt8]] {
        guard let stream = folder.withCString({ opendir($0) }) else { throw failure("the folder cannot be read", folder) }
        return names(stream)
    }

    /// The names in an open folder, without `.` and `..`, in no order. The descriptor stays the caller's.
    package static func list(_ descriptor: Int32, _ folder: RawPath) throws(Refusal) -> [[UInt8]] {
        let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard own >= 0 else { throw failure("the folder cannot be read", folder) }
        guard let stream = fdopendir(own) else {
            close(own)
            throw failure("the folder cannot be read", folder)
        }
        return names(stream)
    }

    /// Closes the stream.
    private static func names(_ stream: OpaquePointer) -> [[UInt8]] {
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: UInt8.self, capacity: 256) { bytes in
                    Array(
                        UnsafeBufferPointer(start: bytes, count: strnlen(UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self), 256))
                    )
                }
            }
            if name != [UInt8(ascii: ".")] && name != [UInt8(ascii: "."), UInt8(ascii: ".")] { names.append(name) }
        }
        return names
    }

    /// Makes what a folder lists durable.
    package static func syncFolder(_ folder: RawPath) throws(Refusal) {
        let descriptor = folder.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw failure("the folder cannot be opened", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("the folder cannot be brought to disk", folder) }
    }

    package static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: RawPath) throws(Refusal) {
        var written = 0
        while written < bytes.count {
            let count = write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("the file cannot be written", path)
            }
            written += count
        }
    }

    package static func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ path: RawPath) throws(Refusal) {
        try bytes.withUnsafeBufferPointer { bytes throws(Refusal) in try writeAll(UnsafeRawBufferPointer(bytes), to: descriptor, path) }
    }

    /// Reads on until `bytes` is full, or the file ends.
    ///
    /// - Returns: How many bytes were read.
    package static func fill(
        _ bytes: inout [UInt8],
        from descriptor: Int32,
        _ path: RawPath,
        _ onBytes: (Int) -> Void = { _ in }
    ) throws(Refusal) -> Int {
        var filled = 0
        while filled < bytes.count {
            let count = try bytes.withUnsafeMutableBufferPointer { buffer throws(Refusal) in
                let rest = UnsafeMutableRawBufferPointer(buffer)[filled...].prefix(PartSource.pieceBytes)
                return try read(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: rest), path)
            }
            if count == 0 { break }
            filled += count
            onBytes(count)
        }
        return filled
    }

    /// Reads on into `buffer`; 0 at the end.
    package static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, _ path: RawPath) throws(Refusal) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress!, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw failure("the file cannot be read", path) }
        }
    }

    /// Copies what is left to read of an open file into another.
    ///
    /// - Parameters:
    ///   - limit: Reading ends once more bytes than this have been copied.
    ///   - each: Sees the bytes on their way.
    /// - Returns: How many bytes were copied.
    package static func copy(
        _ source: Int32,
        _ from: RawPath,
        to target: Int32,
        _ to: RawPath,
        through buffer: UnsafeMutableRawBufferPointer,
        limit: Int = .max,
        each: (UnsafeRawBufferPointer) -> Void = { _ in }
    ) throws(Refusal) -> Int {
        var copied = 0
        while copied <= limit {
            let count = try read(source, into: buffer, from)
            if count == 0 { break }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            each(bytes)
            try writeAll(bytes, to: target, to)
            copied += count
        }
        return copied
    }

    package static func remove(_ path: RawPath) throws(Refusal) {
        guard path.withCString({ unlink($0) }) == 0 || errno == ENOENT else { throw failure("the file cannot be removed", path) }
    }

    /// Removes a folder with all that lies in it, following no link. What is gone already is no error.
    package static func removeAll(_ folder: RawPath) throws(Refusal) {
        let descriptor = folder.withCString { open($0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        if descriptor < 0 && errno == ENOENT { return }
        guard descriptor >= 0 else { throw failure("the folder cannot be removed", folder) }
        defer { close(descriptor) }
        try empty(descriptor, folder)
        guard folder.withCString({ rmdir($0) }) == 0 || errno == ENOENT else { throw failure("the folder cannot be removed", folder) }
    }

    private static func empty(_ descriptor: Int32, _ folder: RawPath) throws(Refusal) {
        for name in try list(descriptor, folder) {
            let entry = RawPath(bytes: name)
            if entry.withCString({ unlinkat(descriptor, $0, 0) }) == 0 || errno == ENOENT { continue }
            guard errno == EISDIR || errno == EPERM else { throw failure("the file cannot be removed", folder.appending(name)) }
            let inner = entry.withCString { openat(descriptor, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
            guard inner >= 0 else { throw failure("the folder cannot be removed", folder.appending(name)) }
            defer { close(inner) }
            try empty(inner, folder.appending(name))
            guard entry.withCString({ unlinkat(descriptor, $0, AT_REMOVEDIR) }) == 0 || errno == ENOENT else {
                throw failure("the folder cannot be removed", folder.appending(name))
            }
        }
    }

    /// The beginning of a text file, at most 4 KiB; nothing where it is no file that can be read.
    package static func beginning(of path: RawPath) -> String {
        guard FileStatus(at: path)?.kind == .regular else { return "" }
        let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) }
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            let count = (try? read(descriptor, into: buffer, path)) ?? 0
            return String(decoding: UnsafeRawBufferPointer(rebasing: buffer[..<count]), as: UTF8.self)
        }
    }
}
