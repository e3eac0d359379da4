import Glibc
import Logging

/// Logs a line an event to standard error: time (UTC), level, message, metadata. Never any colors.
public struct StandardErrorLogHandler: LogHandler {
    private var context: LogContext

    /// - Parameters:
    ///   - label: The logger's name; a line does not show it.
    ///   - threshold: The level until the logger is given one of its own.
    public init(label: String, threshold: LogThreshold) {
        context = LogContext(label: label, threshold: threshold)
    }

    /// Writes the event's line at once. A line that cannot be written is lost.
    public func log(event: LogEvent) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let line = Array((LogLine.text(of: event, metadata: context.merged(with: event), at: now) + "\n").utf8)
        var rest = line[...]
        // One write a line, so that lines of several threads and processes do not run into each other.
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// The logger's own level where it was set, else the threshold's.
    public var logLevel: Logger.Level {
        get { context.level }
        set { context.level = newValue }
    }

    /// Shown at the end of every line; the event's own wins.
    public var metadata: Logger.Metadata {
        get { context.metadata }
        set { context.metadata = newValue }
    }

    /// Gives metadata at each event; the logger's and the event's win.
    public var metadataProvider: Logger.MetadataProvider? {
        get { context.metadataProvider }
        set { context.metadataProvider = newValue }
    }

    /// One of `metadata`; nil where there is none.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { context.metadata[key] }
        set { context.metadata[key] = newValue }
    }
}
