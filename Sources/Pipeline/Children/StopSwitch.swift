import Domain
import Glibc
import Synchronization

/// Stops the child that runs now, from any thread: by a person's rollback, or because the daemon ends.
public final class StopSwitch: Sendable {
    public enum Reason: Hashable, Sendable {
        /// The daemon ends: the job stays and goes on from its checkpoint at the next start.
        case shutdown
        /// The job's parent is no longer the training head.
        case stale
    }

    private let reason = Mutex<Reason?>(nil)
    private let ends: Pipes.Ends

    public init() throws(Refusal) {
        ends = try Pipes.make()
    }

    deinit {
        close(ends.read)
        close(ends.write)
    }

    /// Readable once stopped.
    package var descriptor: Int32 { ends.read }

    /// Whether the daemon ends: a child may then keep its work for the next start.
    package var isShutdown: Bool { reason.withLock { $0 } == .shutdown }

    public func stop(_ why: Reason) {
        let isFirst = reason.withLock { reason in
            defer { if reason != .shutdown { reason = why } }
            return reason == nil
        }
        var byte: UInt8 = 1
        if isFirst { _ = write(ends.write, &byte, 1) }
    }

    /// Why it was stopped, if it was; a stale job's switch is made ready for the next job, a shutdown stays.
    package func takeReason() -> Reason? {
        reason.withLock { reason in
            guard reason == .stale else { return reason }
            var byte: UInt8 = 0
            _ = read(ends.read, &byte, 1)
            reason = nil
            return .stale
        }
    }
}
