import Glibc

/// Floats at a fixed place, aligned to 64 bytes, zero at first: what kernels read and write without any allocation in between.
///
/// Owned by one trainer, which is on one thread; not Sendable.
public final class FloatBuffer {
    public let count: Int
    public let start: UnsafeMutablePointer<Float>

    public init(count: Int) {
        self.count = count
        let raw = UnsafeMutableRawPointer.allocate(byteCount: max(64, count * 4), alignment: 64)
        start = raw.initializeMemory(as: Float.self, repeating: 0, count: max(16, count))
    }

    public convenience init(_ elements: [Float]) {
        self.init(count: elements.count)
        self.elements = elements
    }

    public var pointer: UnsafePointer<Float> { UnsafePointer(start) }

    deinit {
        start.deallocate()
    }

    public var elements: [Float] {
        get { Array(UnsafeBufferPointer(start: start, count: count)) }
        set {
            precondition(newValue.count == count, "\(newValue.count) elements for a buffer of \(count)")
            newValue.withUnsafeBufferPointer { if count > 0 { start.update(from: $0.baseAddress!, count: count) } }
        }
    }

    public func clear() {
        start.update(repeating: 0, count: count)
    }
}
