/// Sizes as people write them: `64MiB`, `2GB`, or plain bytes.
enum ByteSize {
    private static let units: [(name: String, bytes: Int)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000), ("B", 1),
    ]

    static func parse(_ text: String) -> Int? {
        let unit = units.first { text.hasSuffix($0.name) }
        let number = text.dropLast(unit?.name.count ?? 0)
        let trimmed = String(number.reversed().drop { $0 == " " }.reversed())
        guard let count = WholeNumber.parse(trimmed), count >= 0 else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: unit?.bytes ?? 1)
        return overflow ? nil : bytes
    }

    /// In the largest binary unit that leaves a whole number.
    static func render(_ bytes: Int) -> String {
        guard bytes > 0, let unit = units.prefix(4).first(where: { bytes % $0.bytes == 0 }) else { return String(bytes) }
        return "\(bytes / unit.bytes)\(unit.name)"
    }
}
