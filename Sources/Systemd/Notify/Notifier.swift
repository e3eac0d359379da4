import CSystemd
import Glibc

/// Tells systemd how the service does, by sd_notify(3). Where nobody asked (no `NOTIFY_SOCKET`), every call does nothing.
public struct Notifier: Sendable {
    private let isSilent: Bool

    /// - Parameter isSilent: Tells nobody, though somebody asked: for a daemon that is not this process's service.
    public init(isSilent: Bool = false) { self.isSilent = isSilent }

    /// Serving models are loaded and the sockets answer. Also ends a reload.
    public func ready(status: String) { send(["READY=1", Self.status(status)]) }

    /// One line for `systemctl status`.
    public func status(_ text: String) { send([Self.status(text)]) }

    /// A reload has begun; `ready` ends it.
    public func reloading() { send(["RELOADING=1", "MONOTONIC_USEC=\(Self.monotonicMicroseconds())"]) }

    /// The service has begun to end.
    public func stopping(status: String) { send(["STOPPING=1", Self.status(status)]) }

    /// The service is alive. To be told more often than `Watchdog.interval`.
    public func feedWatchdog() { send(["WATCHDOG=1"]) }

    /// Assignments are a line each, so a status that came with line breaks must not become more of them.
    private static func status(_ text: String) -> String {
        "STATUS=" + String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    }

    private func send(_ assignments: [String]) {
        if isSilent { return }
        // A notification that cannot be sent changes nothing here: what would follow from it is systemd's to decide.
        _ = sd_notify(0, assignments.joined(separator: "\n"))
    }

    private static func monotonicMicroseconds() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1000
    }
}
