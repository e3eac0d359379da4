import NIOCore
import Prediction
import Synchronization

/// Each event loop's workspace, shared by its connections: they take turns on its one thread.
final class LoopWorkspaces: Sendable {
    private let workspaces = Mutex<[ObjectIdentifier: NIOLoopBound<RowWorkspace>]>([:])

    /// To be called on the loop.
    func workspace(of eventLoop: any EventLoop) -> RowWorkspace {
        let bound = workspaces.withLock { workspaces in
            if let found = workspaces[ObjectIdentifier(eventLoop)] { return found }
            let made = NIOLoopBound(RowWorkspace(), eventLoop: eventLoop)
            workspaces[ObjectIdentifier(eventLoop)] = made
            return made
        }
        return bound.value
    }
}
