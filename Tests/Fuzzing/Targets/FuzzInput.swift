import CFuzzTargets
import Glibc

/// A target's input: some bytes that choose, and the rest, which is read.
struct FuzzInput {
    private(set) var rest: Slice<UnsafeRawBufferPointer>

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes[...] }

    /// The next byte; 0 at the end.
    mutating func byte() -> Int { Int(rest.popFirst() ?? 0) }

    /// One of `count`.
    mutating func pick(_ count: Int) -> Int { byte() % count }

    /// As many of the next bytes as there are.
    mutating func take(_ count: Int) -> [UInt8] {
        let taken = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        return taken
    }

    var bytes: [UInt8] { Array(rest) }

    /// The rest in memory of exactly its size, where AddressSanitizer sees a byte before or behind it read.
    func withExactBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: rest.count)
        defer { copy.deallocate() }
        _ = copy.initialize(from: rest)
        return try body(UnsafeBufferPointer(copy))
    }
}

/// A file in memory whose content changes from input to input.
final class MemoryFile {
    let descriptor: Int32

    init() {
        descriptor = fuzz_memory_file()
        precondition(descriptor >= 0, "no file in memory: \(String(cString: strerror(errno)))")
    }

    deinit { close(descriptor) }

    func fill(_ bytes: [UInt8]) {
        precondition(ftruncate(descriptor, 0) == 0 && pwrite(descriptor, bytes, bytes.count, 0) == bytes.count, "the file takes no bytes")
    }
}
