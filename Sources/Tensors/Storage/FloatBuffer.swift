import Glibc

/// Floats at a fixed place, aligned to 64 bytes, zero at first: what kernels read and write without any allocation in between.
///
/// Owned by one trainer, which is on one thread; not Sendable.
public final class FloatBuffer {
    /// Floats that may be read and written; none grows.
    public let count: Int
    /// The first float. Valid as long as the buffer lives.
    public let start: UnsafeMutablePointer<Float>

    private static let hugePage = 2 << 20

    /// - Parameter count: 0 is allowed; `start` is then still aligned memory.
    public init(count: Int) {
        self.count = count
        let bytes = max(64, count * 4)
        let isLarge = bytes >= 2 * Self.hugePage
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: isLarge ? Self.hugePage : 64)
        // Products that read rows far apart look up a page for each: with pages of 4 KiB that costs 3 % of a weight's gradient.
        if isLarge { madvise(raw, bytes, MADV_HUGEPAGE) }
        start = raw.initializeMemory(as: Float.self, repeating: 0, count: max(16, count))
    }

    /// A copy of the elements.
    public convenience init(_ elements: [Float]) {
        self.init(count: elements.count)
        self.elements = elements
    }

    /// `start` for kernels that only read.
    public var pointer: UnsafePointer<Float> { UnsafePointer(start) }

    deinit {
        start.deallocate()
    }

    /// A copy of all floats. Setting it keeps the place, and takes as many as there are.
    public var elements: [Float] {
        get { Array(UnsafeBufferPointer(start: start, count: count)) }
        set {
            precondition(newValue.count == count, "\(newValue.count) elements for a buffer of \(count)")
            newValue.withUnsafeBufferPointer { if count > 0 { start.update(from: $0.baseAddress!, count: count) } }
        }
    }

    /// Sets all floats to 0.
    public func clear() {
        start.update(repeating: 0, count: count)
    }
}
