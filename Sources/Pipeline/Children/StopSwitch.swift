import Domain
import Glibc
import Synchronization

/// Stops the child that runs now, from any thread: by a person's rollback, because another model waits, or because the daemon ends.
public final class StopSwitch: Sendable {
    /// In rising order: a reason gives way to one that weighs more.
    public enum Reason: Int, Hashable, Sendable {
        /// Others wait for this job's end: it stays, and goes on from its checkpoint when it is its turn again.
        case turn
        /// A file came that is learned before the job, whose work is dropped.
        case superseded
        /// The job's parent is no longer the training head.
        case stale
        /// The daemon ends: the job stays and goes on from its checkpoint at the next start.
        case shutdown
    }

    private let reason = Mutex<Reason?>(nil)
    private let ends: Pipes.Ends

    /// A switch that stops nobody yet.
    ///
    /// - Throws: `Refusal` where no pipe can be made.
    public init() throws(Refusal) {
        ends = try Pipes.make()
    }

    deinit {
        close(ends.read)
        close(ends.write)
    }

    /// Readable once stopped.
    package var descriptor: Int32 { ends.read }

    package var isStopped: Bool { reason.withLock { $0 != nil } }

    /// Whether the job goes on later: its child may then keep its work.
    package var keepsWork: Bool { reason.withLock { $0 == .shutdown || $0 == .turn } }

    /// Stops the child that runs. A reason that weighs less than the one that is there changes nothing.
    public func stop(_ why: Reason) {
        let isFirst = reason.withLock { reason in
            defer { if why.rawValue >= reason?.rawValue ?? 0 { reason = why } }
            return reason == nil
        }
        var byte: UInt8 = 1
        if isFirst { _ = write(ends.write, &byte, 1) }
    }

    /// Why it was stopped, if it was; the switch is made ready for the next job, but a shutdown stays.
    package func takeReason() -> Reason? {
        reason.withLock { reason in
            guard let taken = reason, taken != .shutdown else { return reason }
            var byte: UInt8 = 0
            _ = read(ends.read, &byte, 1)
            reason = nil
            return taken
        }
    }
}
