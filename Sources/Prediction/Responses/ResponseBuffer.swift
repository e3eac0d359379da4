import Glibc

/// Bytes of an answer under way. Grows by doubling; one thread's, as its workspace.
public final class ResponseBuffer {
    private var start: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Bytes written since the answer was begun.
    public private(set) var count = 0

    init() {
        capacity = 1024
        start = .allocate(capacity: capacity)
    }

    deinit { start.deallocate() }

    /// The answer so far. Valid until something is appended or the workspace is trimmed.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    package func removeAll() { count = 0 }

    func trim(to bytes: Int) {
        guard capacity > bytes else { return }
        start.deallocate()
        capacity = 1024
        start = .allocate(capacity: capacity)
        count = 0
    }

    package func append(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        reserve(bytes.count)
        memcpy(start + count, base, bytes.count)
        count += bytes.count
    }

    package func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    package func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The shortest decimal that reads back as the same number; `null` for what JSON cannot write.
    ///
    /// A `Float`'s description has at most 15 bytes, which a `String` holds without allocating.
    package func append(_ number: Float) {
        guard number.isFinite else { return append("null" as StaticString) }
        var text = number.description
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    package func append(_ number: Int) {
        var text = number.description
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Room for `more` bytes.
    @inline(__always)
    private func reserve(_ more: Int) {
        if count + more > capacity { grow(more) }
    }

    private func grow(_ more: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: max(2 * capacity, count + more))
        memcpy(larger, start, count)
        start.deallocate()
        start = larger
        capacity = max(2 * capacity, count + more)
    }
}
