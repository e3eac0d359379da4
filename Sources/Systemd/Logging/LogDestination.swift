import Glibc
import Logging

/// Where this process's log goes.
public enum LogDestination: Hashable, Sendable {
    case journal
    case standardError

    /// The journal if standard error leads there anyway, standard error otherwise (a terminal, a file, a pipe).
    public static func current() -> LogDestination {
        var status = stat()
        guard let stream = getenv("JOURNAL_STREAM"), fstat(STDERR_FILENO, &status) == 0 else { return .standardError }
        return of(journalStream: String(cString: stream), device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    /// `JOURNAL_STREAM` holds the `device:inode` of what systemd connected; it is inherited by processes whose standard error was
    /// redirected since, so it alone says nothing.
    package static func of(journalStream: String, device: UInt64, inode: UInt64) -> LogDestination {
        let parts = journalStream.split(separator: ":", omittingEmptySubsequences: false).map { UInt64($0) }
        return parts == [device, inode] ? .journal : .standardError
    }

    /// Makes every logger of the process log there. To be called once, first thing.
    ///
    /// - Parameter threshold: what it is set to later holds from then on.
    public static func bootstrap(threshold: LogThreshold) {
        switch current() {
        case .journal: LoggingSystem.bootstrap { JournalLogHandler(label: $0, threshold: threshold) }
        case .standardError: LoggingSystem.bootstrap { StandardErrorLogHandler(label: $0, threshold: threshold) }
        }
    }
}
