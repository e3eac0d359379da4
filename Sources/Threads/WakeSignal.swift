import Synchronization

/// Wakes one waiting task: a raise that comes while nobody waits is kept, several count as one.
public final class WakeSignal: Sendable {
    private struct State {
        var isRaised = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// A signal that is not raised.
    public init() {}

    /// Wakes the task that waits; where none does, the next `wait` returns at once.
    public func raise() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            if state.waiter == nil { state.isRaised = true }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns at the next raise, after `limit`, or when the task is cancelled. One task waits at a time.
    public func wait(atMost limit: Duration) async {
        await withTaskGroup { group in
            group.addTask { await self.waitForRing() }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitForRing() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    // Rung before, or cancelled before it waited: the handler below has then run already and found nobody.
                    guard !state.isRaised && !Task.isCancelled else {
                        if !Task.isCancelled { state.isRaised = false }
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }
}
