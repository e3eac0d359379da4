/// Texts that are dates or times: `2026-11-27`, `27.11.2026`, `11/27/26 14:30`, `14:30:05`, `2026-11-27T14:30:05Z`.
enum DateTexts {
    /// Whether nine in ten of the first hundred are.
    static func areMost(_ texts: [String]) -> Bool {
        let some = texts.prefix(100)
        return some.count > 1 && 10 * some.count(where: isDate) >= 9 * some.count
    }

    static func isDate(_ text: String) -> Bool {
        let parts = text.split { $0 == " " || $0 == "T" }
        guard (1...3).contains(parts.count) else { return false }
        if isTime(parts[0]) { return parts.count == 1 || parts.count == 2 }
        guard isDay(parts[0]) else { return false }
        return parts.count == 1 || isTime(parts[1])
    }

    private static func isDay(_ text: Substring) -> Bool {
        for mark: Character in ["-", "/", "."] {
            let numbers = text.split(separator: mark, omittingEmptySubsequences: false)
            guard numbers.count == 3, numbers.allSatisfy({ (1...4).contains($0.count) && $0.allSatisfy(\.isNumber) }) else { continue }
            return numbers.contains { $0.count == 4 } || numbers.allSatisfy { $0.count <= 2 }
        }
        return false
    }

    /// `14:30`, with seconds, a fraction and a zone or without.
    private static func isTime(_ text: Substring) -> Bool {
        let numbers = text.split(separator: ":", omittingEmptySubsequences: false)
        guard numbers.count == 2 || numbers.count == 3 || numbers.count == 4 else { return false }
        return numbers[0].count <= 2 && !numbers[0].isEmpty && numbers[0].allSatisfy(\.isNumber) && numbers[1].prefix(2).count == 2
            && numbers[1].prefix(2).allSatisfy(\.isNumber)
    }
}
