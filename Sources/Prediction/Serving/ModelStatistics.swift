import Synchronization

/// What a model was asked, over all its versions.
public final class ModelStatistics: Sendable {
    private let requestCount = Atomic<UInt64>(0)
    private let rowCount = Atomic<UInt64>(0)

    init() {}

    public var requests: UInt64 { requestCount.load(ordering: .relaxed) }
    public var rows: UInt64 { rowCount.load(ordering: .relaxed) }

    package func count(rows: Int) {
        requestCount.wrappingAdd(1, ordering: .relaxed)
        rowCount.wrappingAdd(UInt64(rows), ordering: .relaxed)
    }
}
