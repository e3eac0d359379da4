import Synchronization

/// Where a team's threads find their blocks.
final class TeamDesk: Sendable {
    private struct Board {
        /// Points to the caller's own work, which it keeps in its place until no helper runs any more: so it may cross threads.
        nonisolated(unsafe) var task: TeamTask?
        var next = 0
        var blocks = 0
        /// Blocks that helpers are at.
        var running = 0
        var callerWaits = false
        var ended = false
    }

    private let board = Mutex(Board())
    private let done = Semaphore()

    func begin(_ task: TeamTask, blocks: Int) {
        nonisolated(unsafe) let task = task
        board.withLock { board in
            board.task = task
            board.next = 0
            board.blocks = blocks
        }
    }

    func end() {
        board.withLock { $0.ended = true }
    }

    /// The next block for the caller, if there is one.
    func take() -> Int? {
        board.withLock { board in
            guard board.next < board.blocks else { return nil }
            board.next += 1
            return board.next - 1
        }
    }

    /// Called once no block is left to take.
    func waitForHelpers() {
        let mustWait = board.withLock { board in
            board.callerWaits = board.running > 0
            return board.callerWaits
        }
        if mustWait { done.wait() }
    }

    /// A helper's life.
    func help(lane: Int, wake: Semaphore) {
        while true {
            wake.wait()
            if board.withLock({ $0.ended }) { return }
            while let (task, block) = takeTask() {
                task(block: block, lane: lane)
                let wakesCaller = board.withLock { board in
                    board.running -= 1
                    guard board.running == 0, board.callerWaits else { return false }
                    board.callerWaits = false
                    return true
                }
                if wakesCaller { done.signal() }
            }
        }
    }

    private func takeTask() -> (task: TeamTask, block: Int)? {
        nonisolated(unsafe) var taken: (task: TeamTask, block: Int)?
        board.withLock { board in
            guard let task = board.task, board.next < board.blocks else { return }
            board.next += 1
            board.running += 1
            taken = (task, board.next - 1)
        }
        return taken
    }
}
