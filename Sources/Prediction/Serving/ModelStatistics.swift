import Synchronization

/// What a model was asked, over all its versions.
public final class ModelStatistics: Sendable {
    private let requestCount = Atomic<UInt64>(0)
    private let rowCount = Atomic<UInt64>(0)

    init() {}

    /// Predictions answered since the daemon began, whatever their version.
    public var requests: UInt64 { requestCount.load(ordering: .relaxed) }
    /// Rows in them.
    public var rows: UInt64 { rowCount.load(ordering: .relaxed) }

    package func count(rows: Int) {
        requestCount.wrappingAdd(1, ordering: .relaxed)
        rowCount.wrappingAdd(UInt64(rows), ordering: .relaxed)
    }
}
