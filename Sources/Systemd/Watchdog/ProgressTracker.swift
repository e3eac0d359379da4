import Synchronization

/// Where the daemon's parts say that they make progress.
///
/// A part that begins something says how soon it will be heard of again, and does so until it is done and says that it is idle. Waiting
/// for work is no stall, being stuck in it is. Any thread may call; no call blocks for longer than a dictionary's write.
public final class ProgressTracker: Sendable {
    private enum State {
        case idle
        case working(on: String, deadline: Duration)
    }

    private struct Entry {
        var name: String
        var state: State
    }

    private let entries = Mutex<(next: Int, all: [Int: Entry])>((0, [:]))
    /// Time since some fixed moment. By default it stands still while the machine sleeps, as systemd's watchdog does.
    private let now: @Sendable () -> Duration

    /// A tracker without parts.
    public init() {
        let clock = SuspendingClock()
        let start = clock.now
        now = { start.duration(to: clock.now) }
    }

    package init(now: @escaping @Sendable () -> Duration) {
        self.now = now
    }

    /// One part's place on the tracker.
    public struct Part: Sendable {
        fileprivate let tracker: ProgressTracker
        fileprivate let number: Int

        /// At work on `what` (words that complete "has made no progress with"), and to be heard of again `within` this time. Calling it again
        /// is the progress.
        public func working(on what: String, within limit: Duration) {
            let deadline = tracker.now() + limit
            tracker.set(.working(on: what, deadline: deadline), for: number)
        }

        /// Waiting for work, for however long.
        public func idle() { tracker.set(.idle, for: number) }

        /// The part has ended.
        public func leave() { tracker.remove(number) }
    }

    /// A new part, idle at first. Names are for people; two parts may share one.
    public func part(_ name: String) -> Part {
        let number = entries.withLock { entries in
            defer { entries.next += 1 }
            entries.all[entries.next] = Entry(name: name, state: .idle)
            return entries.next
        }
        return Part(tracker: self, number: number)
    }

    /// The parts past their deadline, the longest first.
    public func stalled() -> [Stall] {
        let now = now()
        return entries.withLock { entries in
            entries.all.values.compactMap { entry in
                guard case .working(let work, let deadline) = entry.state, deadline < now else { return nil }
                return Stall(part: entry.name, work: work, overdue: now - deadline)
            }
        }.sorted { ($1.overdue, $0.part) < ($0.overdue, $1.part) }
    }

    private func set(_ state: State, for number: Int) {
        entries.withLock { $0.all[number]?.state = state }
    }

    private func remove(_ number: Int) {
        entries.withLock { $0.all[number] = nil }
    }
}
