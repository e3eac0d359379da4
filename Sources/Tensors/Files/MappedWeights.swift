import Glibc

/// A file of 32-bit floats, mapped and only read: whatever maps the same file shares its pages, in this process and in others.
///
/// The floats lie as the network stores them (`Network.mappedFlat`), from the file's first byte to its last. The file must not be written or cut
/// while it is mapped: reading what is gone ends the process.
public final class MappedWeights: Sendable {
    /// What is wrong with a file.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// Names the file.
        public let description: String
    }

    /// The file, as it was opened.
    public let path: String
    /// Floats in it.
    public let count: Int
    /// The first float, at the start of a page. Valid as long as this lives.
    ///
    /// Safe to share: nothing is ever written through it, and it stays the same until the end.
    nonisolated(unsafe) public let start: UnsafePointer<Float>

    /// - Parameter count: Floats that the file is to have; at least 1.
    /// - Throws: `Fault` where the file cannot be opened or mapped, or is of another length.
    public init(path: String, count: Int) throws(Fault) {
        let (bytes, overflows) = count.multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
        guard count >= 1, !overflows else { throw Fault(description: "\(path) is to have \(count) floats: no file has") }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Fault(description: "\(path) cannot be opened: \(Self.reason)") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Fault(description: "\(path) cannot be looked at: \(Self.reason)") }
        guard status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) == bytes else {
            throw Fault(description: "\(path) has \(status.st_size) bytes, not the \(bytes) of \(count) floats")
        }
        guard let mapped = mmap(nil, bytes, PROT_READ, MAP_SHARED, descriptor, 0), mapped != MAP_FAILED else {
            throw Fault(description: "\(path) cannot be mapped: \(Self.reason)")
        }
        self.path = path
        self.count = count
        start = UnsafePointer(mapped.bindMemory(to: Float.self, capacity: count))
    }

    /// Gives this mapping's pages back to the system. What is read of them later comes from the file anew.
    public func releasePages() { madvise(UnsafeMutableRawPointer(mutating: start), count * MemoryLayout<Float>.stride, MADV_DONTNEED) }

    deinit { munmap(UnsafeMutableRawPointer(mutating: start), count * MemoryLayout<Float>.stride) }

    private static var reason: String { String(cString: strerror(errno)) }
}
