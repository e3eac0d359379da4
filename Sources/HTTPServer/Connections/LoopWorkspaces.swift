import NIOCore
import Prediction
import Synchronization

/// What each event loop's connections share: they take turns on its one thread.
final class LoopWorkspaces: Sendable {
    struct Entry {
        let workspace: RowWorkspace
        let turns: LoopTurns
    }

    private let entries = Mutex<[ObjectIdentifier: NIOLoopBound<Entry>]>([:])

    /// To be called on the loop.
    func entry(of eventLoop: any EventLoop) -> Entry {
        let bound = entries.withLock { entries in
            if let found = entries[ObjectIdentifier(eventLoop)] { return found }
            let made = NIOLoopBound(Entry(workspace: RowWorkspace(), turns: LoopTurns(eventLoop)), eventLoop: eventLoop)
            entries[ObjectIdentifier(eventLoop)] = made
            return made
        }
        return bound.value
    }
}
