import Glibc

/// A moment, in milliseconds since 1970 UTC: how the registry stores every time.
public struct UnixTime: Hashable, Sendable, Comparable {
    /// Negative before 1970.
    public var milliseconds: Int64

    /// A moment as it is stored.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// By the system's clock, which may be set back.
    public static func now() -> UnixTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UnixTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Earlier before later.
    public static func < (left: UnixTime, right: UnixTime) -> Bool { left.milliseconds < right.milliseconds }

    /// `2026-11-23T02:16:41.250Z`
    public var iso8601: String {
        var seconds = time_t(milliseconds >> 63 == 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000)
        let fraction = milliseconds - Int64(seconds) * 1000
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func padded(_ number: some BinaryInteger, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
            + "T\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2)).\(padded(fraction, 3))Z"
    }
}
