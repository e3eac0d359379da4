import NIOCore
import Prediction
import Synchronization

/// What each event loop's connections share: they take turns on its one thread.
final class LoopWorkspaces: Sendable {
    struct Desk {
        let workspace: RowWorkspace
        let turns: LoopTurns
    }

    private let desks = Mutex<[ObjectIdentifier: NIOLoopBound<Desk>]>([:])

    /// To be called on the loop.
    func desk(of eventLoop: any EventLoop) -> Desk {
        let bound = desks.withLock { desks in
            if let found = desks[ObjectIdentifier(eventLoop)] { return found }
            let made = NIOLoopBound(Desk(workspace: RowWorkspace(), turns: LoopTurns(eventLoop)), eventLoop: eventLoop)
            desks[ObjectIdentifier(eventLoop)] = made
            return made
        }
        return bound.value
    }
}
