import Glibc

/// Floats of a job's own that may be more than memory has room for: in a file that has no name, so that the system may put them aside and nothing stays
/// when the process ends; in memory where no folder takes it. Zero at first.
public final class ScratchFloats: Sendable {
    /// Floats.
    public let count: Int
    /// The first one. Valid as long as this lives.
    ///
    /// Safe to share: its owner has threads fill stretches that do not overlap before any is read.
    nonisolated(unsafe) public let start: UnsafeMutablePointer<Float>

    /// - Parameter folder: Where the file is made; nil, or where that fails: in memory.
    public init(count: Int, folder: String?) {
        self.count = count
        let bytes = max(1, count) * MemoryLayout<Float>.stride
        let descriptor = folder.map { open($0, Self.nameless | O_RDWR | O_CLOEXEC, 0o600) } ?? -1
        defer { if descriptor >= 0 { close(descriptor) } }
        // Allocated now: a disk that is full would end the process where a page is first written.
        let isFile = descriptor >= 0 && posix_fallocate(descriptor, 0, bytes) == 0
        let flags = isFile ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS
        let mapped = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, isFile ? descriptor : -1, 0)
        guard let mapped, mapped != MAP_FAILED else { fatalError("failed to allocate \(bytes) bytes of memory") }
        start = mapped.bindMemory(to: Float.self, capacity: max(1, count))
    }

    /// O_TMPFILE, which Glibc's module leaves out.
    private static let nameless = 0o20_000_000 | O_DIRECTORY

    deinit { munmap(start, max(1, count) * MemoryLayout<Float>.stride) }
}
