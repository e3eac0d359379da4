import Glibc
import Logging

/// A log event as one line of text.
package enum LogLine {
    /// `2026-11-23T02:12:36.123Z warning message name=value`, whatever the message holds.
    package static func text(of event: LogEvent, metadata: [(name: String, value: String)], at time: timespec) -> String {
        var line = "\(stamp(time)) \(event.level.rawValue) \(oneLine("\(event.message)"))"
        for (name, value) in metadata { line += " \(name)=\(quoted(value))" }
        return line
    }

    /// ISO 8601 in UTC, to the millisecond.
    package static func stamp(_ time: timespec) -> String {
        var seconds = time.tv_sec
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)].map { padded($0, 2) }.joined(separator: "-")
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(Int($0), 2) }.joined(separator: ":")
        return "\(date)T\(clock).\(padded(time.tv_nsec / 1_000_000, 3))Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func quoted(_ value: String) -> String {
        let plain = !value.isEmpty && value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "=" && !isControl($0) }
        if plain { return value }
        return "\"" + oneLine(value).replacing("\"", with: "\\\"") + "\""
    }

    /// Control and direction characters written out: names of files and columns come from elsewhere, and must neither forge lines nor drive a terminal.
    private static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case let other where isControl(other): result += "\\u{\(String(other.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format: true
        default: false
        }
    }
}
