import Logging
import Synchronization

/// The least level that is logged, shared by every logger that has none of its own, so that a reload changes them all.
public final class LogThreshold: Sendable {
    private let stored: Mutex<Logger.Level>

    /// A threshold to be shared.
    public init(_ level: Logger.Level) { stored = Mutex(level) }

    /// Set and read from any thread; loggers see a change with their next event.
    public var level: Logger.Level {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}
