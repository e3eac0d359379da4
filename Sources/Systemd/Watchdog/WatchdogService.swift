import Logging
import ServiceLifecycle

/// Feeds systemd's watchdog while every part of the daemon makes progress, and stops feeding when one does not: systemd then ends the
/// daemon and starts it anew.
///
/// It runs as a task like any other, so a wedged thread pool starves the watchdog too. It belongs first into the service group, which
/// makes it the last to stop.
public struct WatchdogService: Service {
    private let tracker: ProgressTracker
    private let notifier: Notifier
    private let interval: Duration?
    private let logger: Logger
    private let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameter interval: the time systemd waits; nil: nobody watches, stalls are still logged.
    public init(tracker: ProgressTracker, notifier: Notifier = Notifier(), interval: Duration? = Watchdog.interval(), logger: Logger) {
        self.init(tracker: tracker, notifier: notifier, interval: interval, logger: logger) { try await Task.sleep(for: $0) }
    }

    package init(
        tracker: ProgressTracker,
        notifier: Notifier,
        interval: Duration?,
        logger: Logger,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.tracker = tracker
        self.notifier = notifier
        self.interval = interval
        self.logger = logger
        self.sleep = sleep
    }

    /// Looks at the parts until the group shuts down: three times in systemd's interval, every 10 s where nobody watches.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await watch() }
    }

    private func watch() async {
        // A third of the time leaves room for one late turn; unwatched, stalls are looked for as often as a person would notice.
        let pause = interval.map { $0 / 3 } ?? .seconds(10)
        var reported: Set<String> = []
        while true {
            let stalls = tracker.stalled()
            if stalls.isEmpty, interval != nil { notifier.feedWatchdog() }
            report(stalls, besides: &reported)
            do { try await sleep(pause) } catch { return }
        }
    }

    /// Logs each stalled part once, and once more when it is back.
    private func report(_ stalls: [Stall], besides reported: inout Set<String>) {
        let parts = Set(stalls.map(\.part))
        for stall in stalls where !reported.contains(stall.part) {
            let consequence = interval.map { "; the watchdog is not fed and ends the daemon within \($0.components.seconds) s" } ?? ""
            logger.error("\(stall)\(consequence)", metadata: ["part": "\(stall.part)"])
        }
        for part in reported.subtracting(parts).sorted() { logger.notice("\(part) goes on", metadata: ["part": "\(part)"]) }
        if let first = stalls.first, !parts.subtracting(reported).isEmpty { notifier.status("stalled: \(first)") }
        reported = parts
    }
}
