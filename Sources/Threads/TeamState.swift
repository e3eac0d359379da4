import Synchronization

/// Where a team's threads find their blocks.
final class TeamState: Sendable {
    private struct State {
        /// Points to the caller's own work, which it keeps in its place until no helper runs any more: so it may cross threads.
        nonisolated(unsafe) var task: TeamTask?
        var next = 0
        var blocks = 0
        /// Blocks that helpers are at.
        var running = 0
        var callerWaits = false
        var ended = false
    }

    private let state = Mutex(State())
    private let done = Semaphore()

    func begin(_ task: TeamTask, blocks: Int) {
        nonisolated(unsafe) let task = task
        state.withLock { state in
            state.task = task
            state.next = 0
            state.blocks = blocks
        }
    }

    func end() {
        state.withLock { $0.ended = true }
    }

    /// The next block for the caller, if there is one.
    func take() -> Int? {
        state.withLock { state in
            guard state.next < state.blocks else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    /// Called once no block is left to take.
    func waitForHelpers() {
        let mustWait = state.withLock { state in
            state.callerWaits = state.running > 0
            return state.callerWaits
        }
        if mustWait { done.wait() }
    }

    /// A helper's life.
    func help(lane: Int, wake: Semaphore) {
        while true {
            wake.wait()
            if state.withLock({ $0.ended }) { return }
            while let (task, block) = takeTask() {
                task(block: block, lane: lane)
                let wakesCaller = state.withLock { state in
                    state.running -= 1
                    guard state.running == 0, state.callerWaits else { return false }
                    state.callerWaits = false
                    return true
                }
                if wakesCaller { done.signal() }
            }
        }
    }

    private func takeTask() -> (task: TeamTask, block: Int)? {
        nonisolated(unsafe) var taken: (task: TeamTask, block: Int)?
        state.withLock { state in
            guard let task = state.task, state.next < state.blocks else { return }
            state.next += 1
            state.running += 1
            taken = (task, state.next - 1)
        }
        return taken
    }
}
