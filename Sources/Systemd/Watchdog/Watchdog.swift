import CSystemd

/// What systemd asked for with `WatchdogSec=`.
public enum Watchdog {
    /// How long systemd waits for a sign of life before it ends the service; nil where it does not watch this process.
    public static func interval() -> Duration? {
        var microseconds: UInt64 = 0
        return sd_watchdog_enabled(0, &microseconds) > 0 ? .microseconds(Int64(clamping: microseconds)) : nil
    }
}
