import Synchronization

/// What a command that is ended from outside (Ctrl-C, SIGTERM, a terminal that closes) still clears away and says.
public final class Interruption: Sendable {
    private let action = Mutex<(@Sendable () -> String?)?>(nil)

    /// Nothing is left to clear away.
    public init() {}

    /// - Parameter action: Returns what a person is told; called on another thread than the command's. Nil: nothing is left to do.
    func set(_ action: (@Sendable () -> String?)?) { self.action.withLock { $0 = action } }

    /// Clears away. The process ends right after.
    public func end() -> String? { action.withLock { $0 }?() }
}
