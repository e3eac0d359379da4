import Models
import Synchronization
import Threads

/// The prediction threads' team for large requests: what one thread would take long for, all of them do together.
///
/// One request at a time has it; a second one that comes meanwhile is done by its own thread alone, and so is what is not worth the waking.
public final class SharedForward: Sendable {
    /// A forward pass that takes less, in nanoseconds, is not shared: waking a thread costs 20 to 60 µs.
    private static let leastNanoseconds = 400_000.0

    private let team: Team
    private let isTaken = Atomic<Bool>(false)

    /// - Parameter threads: The caller's and its helpers, which sleep until they are wanted.
    public init(threads: Int) { team = Team(threads: threads) }

    /// - Parameter nanoseconds: What it takes one thread.
    /// - Returns: False, with nothing done, where the caller had better do it alone.
    func predict(
        _ predictor: some Predictor,
        _ inputs: InputRows,
        rows: Int,
        _ nanoseconds: Double,
        into outputs: UnsafeMutablePointer<Float>,
        distances: UnsafeMutablePointer<Float>?
    ) -> Bool {
        guard team.threads > 1, nanoseconds >= Self.leastNanoseconds else { return false }
        guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else { return false }
        defer { isTaken.store(false, ordering: .releasing) }
        // Given back at once: large requests are rare, and what they need is not little.
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: predictor.scratchBytes(rows: rows, team: team), alignment: 64)
        defer { scratch.deallocate() }
        predictor.predict(inputs, rows: rows, into: outputs, distances: distances, scratch: scratch, team: team)
        return true
    }
}
