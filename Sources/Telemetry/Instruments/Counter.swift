import Synchronization

/// A count that only grows. Adding is one atomic instruction: safe on any thread, no lock.
public final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    package init() {}

    /// Raises the count.
    public func add(_ amount: UInt64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// The count since the counter was made.
    public var value: UInt64 { count.load(ordering: .relaxed) }
}
