import CSystemd
import Glibc
import Logging

/// Logs to systemd's journal with fields, so that `journalctl LEARND_MODEL=digits` finds what concerns a model.
public struct JournalLogHandler: LogHandler {
    private var context: LogContext
    /// Takes the event where the journal did not.
    private var otherwise: StandardErrorLogHandler

    public init(label: String, threshold: LogThreshold) {
        context = LogContext(label: label, threshold: threshold)
        otherwise = StandardErrorLogHandler(label: label, threshold: threshold)
    }

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

    public var logLevel: Logger.Level {
        get { context.level }
        set { context.level = newValue }
    }

    public var metadata: Logger.Metadata {
        get { context.metadata }
        set { context.metadata = newValue }
    }

    public var metadataProvider: Logger.MetadataProvider? {
        get { context.metadataProvider }
        set { context.metadataProvider = newValue }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { context.metadata[key] }
        set { context.metadata[key] = newValue }
    }
}
