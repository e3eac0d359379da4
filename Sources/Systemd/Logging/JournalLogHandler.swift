import CSystemd
import Glibc
import Logging

/// Logs to systemd's journal with fields, so that `journalctl LEARND_MODEL=digits` finds what concerns a model.
public struct JournalLogHandler: LogHandler {
    private var context: LogContext
    /// Takes the event where the journal did not.
    private var otherwise: StandardErrorLogHandler

    /// - Parameters:
    ///   - label: The logger's name: the field `LEARND_LOGGER`.
    ///   - threshold: The level until the logger is given one of its own.
    public init(label: String, threshold: LogThreshold) {
        context = LogContext(label: label, threshold: threshold)
        otherwise = StandardErrorLogHandler(label: label, threshold: threshold)
    }

    /// Sends the event to the journal; where the journal does not take it, to standard error.
    public func log(event: LogEvent) {
        guard !Self.send(JournalFields.fields(of: event, in: context)) else { return }
        var otherwise = otherwise
        otherwise.metadata = context.metadata
        otherwise.metadataProvider = context.metadataProvider
        otherwise.log(event: event)
    }

    /// - Returns: whether the journal took it.
    private static func send(_ fields: [String]) -> Bool {
        let texts = fields.map { Array($0.utf8) }
        let bytes = texts.flatMap(\.self)
        return bytes.withUnsafeBytes { buffer in
            var offset = 0
            let vectors = texts.map { text in
                defer { offset += text.count }
                return iovec(iov_base: UnsafeMutableRawPointer(mutating: buffer.baseAddress! + offset), iov_len: text.count)
            }
            return sd_journal_sendv(vectors, Int32(vectors.count)) >= 0
        }
    }

    /// The logger's own level where it was set, else the threshold's.
    public var logLevel: Logger.Level {
        get { context.level }
        set { context.level = newValue }
    }

    /// Sent with every event as fields named `LEARND_…`; the event's own win.
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
