import Synchronization

/// A number that goes up and down.
public final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    package init() {}

    /// Replaces the number. Safe on any thread, no lock.
    public func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    /// Adds to the number; a negative amount lowers it. Safe on any thread: nothing that others add meanwhile is lost.
    public func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (exchanged, found) = bits.compareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = found
        }
    }

    /// The number now; 0 before it is set.
    public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}
