import Logging

/// A log event as the journal's fields.
package enum JournalFields {
    /// `NAME=value` each, the message first. Values may hold anything, line breaks too.
    package static func fields(of event: LogEvent, in context: LogContext) -> [String] {
        var fields = [
            "MESSAGE=\(event.message)", "PRIORITY=\(priority(of: event.level))", "CODE_FILE=\(event.file)", "CODE_LINE=\(event.line)",
            "CODE_FUNC=\(event.function)", "LEARND_LOGGER=\(context.label)",
        ]
        for (name, value) in context.merged(with: event) { fields.append("\(field(for: name))=\(value)") }
        return fields
    }

    /// syslog(3)'s levels, which `journalctl -p` filters by.
    package static func priority(of level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }

    /// `model` → `LEARND_MODEL`. The journal takes upper-case letters, digits and `_`, 64 at most.
    package static func field(for name: String) -> String {
        var bytes = Array("LEARND_".utf8)
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): bytes.append(byte - 32)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): bytes.append(byte)
            default: bytes.append(UInt8(ascii: "_"))
            }
        }
        return String(decoding: bytes.prefix(64), as: UTF8.self)
    }
}
