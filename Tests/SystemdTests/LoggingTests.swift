import Glibc
import Logging
import Systemd
import Testing

@Suite("Log")
struct LoggingTests {
    private let context: LogContext

    init() {
        var context = LogContext(label: "inbox", threshold: LogThreshold(.info))
        context.metadata = ["model": "digits", "batch": "7"]
        self.context = context
    }

    private func event(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata? = nil, error: (any Error)? = nil) -> LogEvent
    {
        LogEvent(
            level: level,
            message: "\(message)",
            error: error,
            metadata: metadata,
            source: nil,
            file: "Inbox/Scan.swift",
            function: "scan()",
            line: 12
        )
    }

    @Test("goes to the journal as fields: message, priority, place, and the metadata by name")
    func fields() {
        #expect(
            JournalFields.fields(of: event(.warning, "two\nlines", ["batch": "8", "file-name": "a=b.csv"]), in: context) == [
                "MESSAGE=two\nlines", "PRIORITY=4", "CODE_FILE=Inbox/Scan.swift", "CODE_LINE=12", "CODE_FUNC=scan()", "LEARND_LOGGER=inbox",
                "LEARND_BATCH=8", "LEARND_FILE_NAME=a=b.csv", "LEARND_MODEL=digits",
            ]
        )
    }

    @Test("has syslog's priorities")
    func priorities() {
        #expect(Logger.Level.allCases.map(JournalFields.priority) == [7, 7, 6, 5, 4, 3, 2])
    }

    @Test(
        "field names are what the journal takes",
        arguments: [("model", "LEARND_MODEL"), ("größe", "LEARND_GR____E"), ("a.b c", "LEARND_A_B_C")]
    )
    func fieldNames(name: String, field: String) {
        #expect(JournalFields.field(for: name) == field)
        #expect(JournalFields.field(for: String(repeating: "x", count: 100)).utf8.count == 64)
    }

    private func line(_ event: LogEvent) -> String {
        LogLine.text(of: event, metadata: context.merged(with: event), at: timespec(tv_sec: 1_795_400_000, tv_nsec: 7_000_000))
    }

    @Test("a line has time, level, message and metadata")
    func plain() {
        #expect(line(event(.notice, "taken")) == "2026-11-23T02:13:20.007Z notice taken batch=7 model=digits")
    }

    @Test("whatever a message or value holds, a line is a line and drives no terminal")
    func hostile() {
        let text = line(event(.info, "a\nb\u{1b}[31m", ["batch": "say \"x\" = y\r", "model": ""]))
        #expect(text == "2026-11-23T02:13:20.007Z info a\\nb\\u{1b}[31m batch=\"say \\\"x\\\" = y\\r\" model=\"\"")
    }

    @Test("an error that comes with an event is logged with it")
    func error() {
        #expect(line(event(.error, "failed", error: InheritedSocketFault.twice("admin"))).contains(" error=\"systemd passed two sockets"))
    }

    @Test("the journal is chosen only where standard error leads there")
    func destination() {
        #expect(LogDestination.of(journalStream: "9:4711", device: 9, inode: 4711) == .journal)
        for other in ["9:4712", "8:4711", "", "9", "9:4711:1", "a:b", "9:"] {
            #expect(LogDestination.of(journalStream: other, device: 9, inode: 4711) == .standardError, "'\(other)'")
        }
    }

    @Test("a changed threshold holds for loggers that are there, but for those with a level of their own")
    func threshold() {
        let threshold = LogThreshold(.warning)
        let shared = Logger(label: "a") { StandardErrorLogHandler(label: $0, threshold: threshold) }
        var own = Logger(label: "b") { JournalLogHandler(label: $0, threshold: threshold) }
        own.logLevel = .critical
        #expect(shared.logLevel == .warning)
        threshold.level = .debug
        #expect(shared.logLevel == .debug)
        #expect(own.logLevel == .critical)
    }
}
