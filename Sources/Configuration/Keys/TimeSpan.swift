/// Durations as people write them: `500ms`, `2s`, `10min`, `1h`, `7d`. A unit is a must: a bare number would be guessed at.
enum TimeSpan {
    private static let units: [(name: String, milliseconds: Int)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("ms", 1), ("s", 1000),
    ]

    static func parse(_ text: String) -> Duration? {
        guard let unit = units.first(where: { text.hasSuffix($0.name) }) else { return nil }
        let number = String(text.dropLast(unit.name.count).reversed().drop { $0 == " " }.reversed())
        guard let count = WholeNumber.parse(number), count >= 0 else { return nil }
        let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        return overflow ? nil : .milliseconds(milliseconds)
    }

    /// In the largest unit that leaves a whole number; nothing that can be configured is finer than a millisecond.
    static func render(_ duration: Duration) -> String {
        let milliseconds = Int(duration.components.seconds) * 1000 + Int(duration.components.attoseconds / 1_000_000_000_000_000)
        guard milliseconds > 0 else { return "0s" }
        let ordered = units.sorted { $0.milliseconds > $1.milliseconds }
        let unit = ordered.first { milliseconds % $0.milliseconds == 0 } ?? ("ms", 1)
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
}
