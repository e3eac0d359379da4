import Glibc
import Synchronization

/// What a `Team` shares out: work in numbered blocks that do not depend on each other.
public protocol SharedWork {
    /// Called on several threads at once, with distinct blocks.
    ///
    /// - Parameter lane: Which of the team's threads does it, 0 for the caller's: for scratch of its own.
    func run(block: Int, lane: Int)
}

/// The caller's thread and some helpers that work through blocks together. Helpers sleep while there is nothing to do; nobody spins.
///
/// Blocks are taken one at a time, so that a helper which the kernel does not let run costs little: the caller goes on with the rest. Only a
/// block that a helper has begun must be waited for; where that takes long, because another process has the helper's core, the team leaves its
/// helpers asleep for a while. What is computed never depends on who does it. One thread at a time calls `run`, which allocates nothing.
public final class Team: Sendable {
    /// What the helpers share with their owner: they do not keep it alive.
    private let state = TeamState()
    private let wakes: [Semaphore]
    private let helpers: [WorkerThread]
    private let patience = Mutex(TeamPatience())

    /// - Parameter threads: The caller's and the helpers; at least 1.
    public init(threads: Int) {
        precondition(threads >= 1, "a team of \(threads) threads")
        let state = state
        let wakes = (1..<threads).map { _ in Semaphore() }
        self.wakes = wakes
        helpers = wakes.enumerated().map { place, wake in
            WorkerThread(name: "numeric-\(place + 1)") { state.help(lane: place + 1, wake: wake) }
        }
    }

    deinit {
        state.end()
        for wake in wakes { wake.signal() }
        for helper in helpers { helper.join() }
    }

    /// The caller's and the helpers.
    public var threads: Int { wakes.count + 1 }

    /// Rows in a block, where rows are shared out: a few blocks a thread, so that one which is held up costs little, and multiples of what
    /// kernels work on at once.
    ///
    /// - Parameter least: Rows that are worth a block.
    package func blockRows(of rows: Int, least: Int = 16) -> Int { max(least, (rows / (4 * threads) + least - 1) / least * least) }

    /// Runs all blocks, and returns when they are done.
    public func run<Work: SharedWork>(_ work: Work, blocks: Int) {
        guard threads > 1, blocks > 1, patience.withLock({ $0.tries() }) else {
            for block in 0..<blocks { work.run(block: block, lane: 0) }
            return
        }
        withUnsafePointer(to: work) { work in
            let started = Self.nanoseconds()
            state.begin(TeamTask(work), blocks: blocks)
            for wake in wakes.prefix(blocks - 1) { wake.signal() }
            while let block = state.take() { work.pointee.run(block: block, lane: 0) }
            let finished = Self.nanoseconds()
            state.waitForHelpers()
            patience.withLock { $0.record(worked: finished - started, waited: Self.nanoseconds() - finished) }
        }
    }

    private static func nanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// Some work without its type, so that threads made before it can run it.
struct TeamTask {
    private let work: UnsafeRawPointer
    private let type: any SharedWork.Type

    /// - Parameter work: Stays where it is until all blocks are done.
    init<Work: SharedWork>(_ work: UnsafePointer<Work>) {
        self.work = UnsafeRawPointer(work)
        type = Work.self
    }

    func callAsFunction(block: Int, lane: Int) { type.run(work, block: block, lane: lane) }
}

extension SharedWork {
    fileprivate static func run(_ work: UnsafeRawPointer, block: Int, lane: Int) {
        work.assumingMemoryBound(to: Self.self).pointee.run(block: block, lane: lane)
    }
}
