/// Numbers as people read them; the same number always takes the same form.
public enum Amounts {
    /// `1.4 MiB`: the units of the settings, one digit after the point unless it is 0.
    public static func bytes(_ count: Int) -> String {
        guard count >= 1024 else { return "\(count) B" }
        var value = Double(count)
        for unit in ["KiB", "MiB", "GiB", "TiB"] {
            value /= 1024
            guard value < 1023.95 || unit == "TiB" else { continue }
            let text = fixed(value, digits: 1)
            return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + " " + unit
        }
        return "\(count) B"
    }

    /// `97.8 %` of a share 0…1.
    public static func percent(_ share: Double) -> String { fixed(share * 100, digits: 1) + " %" }

    /// `+1.3` or `-0.4` percentage points.
    public static func points(_ change: Double) -> String {
        let text = fixed(change * 100, digits: 1)
        return change > 0 && !text.hasPrefix("-") && text != "0.0" ? "+" + text : text == "-0.0" ? "0.0" : text
    }

    /// With `digits` digits after the point, half away from zero.
    public static func fixed(_ value: Double, digits: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let whole = Int64((abs(value) * scale).rounded(.toNearestOrAwayFromZero))
        let sign = value < 0 ? "-" : ""
        guard digits > 0 else { return sign + String(whole) }
        let fraction = String(whole % Int64(scale))
        return sign + String(whole / Int64(scale)) + "." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// `850 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`.
    public static func duration(_ duration: Duration) -> String {
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        let seconds = milliseconds / 1000
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        if seconds < 60 { return fixed(Double(milliseconds) / 1000, digits: 1) + " s" }
        if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }

    /// `3 files`, `1 file`.
    public static func count(_ count: Int, _ noun: String, plural: String? = nil) -> String {
        "\(count) " + (count == 1 ? noun : plural ?? noun + "s")
    }
}
