import Synchronization

/// How long things took, counted by upper bounds. Observing is two atomic additions: safe on any thread, no lock.
public final class DurationHistogram: Sendable {
    /// One count and nothing else; a class because an `Atomic` cannot lie in an array.
    private final class Bucket: Sendable {
        let count = Atomic<UInt64>(0)
    }

    /// Upper bounds in nanoseconds, rising; one more bucket than bounds, for all that is longer.
    private let bounds: [UInt64]
    private let buckets: [Bucket]
    private let sum = Atomic<UInt64>(0)

    /// From 20 µs, a small prediction, to 10 s: close together where most requests lie, and few.
    public static let defaultBounds: [Duration] = [
        .microseconds(20), .microseconds(50), .microseconds(100), .microseconds(200), .microseconds(500), .milliseconds(1),
        .milliseconds(5), .milliseconds(25), .milliseconds(100), .milliseconds(500), .milliseconds(2_500), .seconds(10),
    ]

    /// - Precondition: `bounds` rise and are not empty.
    package init(bounds: [Duration]) {
        self.bounds = bounds.map { UInt64($0 / .nanoseconds(1)) }
        precondition(!bounds.isEmpty && zip(self.bounds, self.bounds.dropFirst()).allSatisfy(<), "bounds \(bounds) do not rise")
        self.buckets = (0...bounds.count).map { _ in Bucket() }
    }

    /// Counts one duration; one that equals a bound counts at that bound.
    public func observe(nanoseconds: UInt64) {
        var place = 0
        while place < bounds.count && nanoseconds > bounds[place] { place += 1 }
        buckets[place].count.wrappingAdd(1, ordering: .relaxed)
        sum.wrappingAdd(nanoseconds, ordering: .relaxed)
    }

    /// The counts at or under each bound and the count of all, with the sum in seconds. Consistent in itself: the last count is the sum of
    /// the buckets as they were read.
    package var snapshot: (cumulative: [(bound: Double, count: UInt64)], count: UInt64, sum: Double) {
        var total: UInt64 = 0
        var cumulative: [(bound: Double, count: UInt64)] = []
        for (place, bucket) in buckets.enumerated() {
            total += bucket.count.load(ordering: .relaxed)
            if place < bounds.count { cumulative.append((Double(bounds[place]) / 1e9, total)) }
        }
        return (cumulative, total, Double(sum.load(ordering: .relaxed)) / 1e9)
    }
}
