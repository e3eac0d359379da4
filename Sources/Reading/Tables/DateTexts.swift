/// Texts that are dates or times: `2026-11-27`, `27.11.2026`, `11/27/26 14:30`, `14:30:05`, `2026-11-27T14:30:05Z`, `Fri, 27 Nov 2026`, `2026-11`.
enum DateTexts {
    /// Whether nine in ten of the first hundred are.
    static func areMost(_ texts: [String]) -> Bool {
        let some = texts.prefix(100)
        return some.count > 1 && 10 * some.count(where: isDate) >= 9 * some.count
    }

    static func isDate(_ text: String) -> Bool {
        let parts = text.split { $0 == " " || $0 == "T" }
        if isNamed(text) { return true }
        guard (1...3).contains(parts.count) else { return false }
        if isTime(parts[0]) { return parts.count == 1 || parts.count == 2 }
        guard isDay(parts[0]) || parts.count == 1 && isMonth(parts[0]) else { return false }
        return parts.count == 1 || isTime(parts[1])
    }

    /// With a month's name: `27 Nov 2026`, `Nov 27, 2026 14:30`, `27-Nov-26`, `Fri, 27 Nov 2026 14:30:05 +0000`, `November 2026`.
    private static func isNamed(_ text: String) -> Bool {
        let words = text.lowercased().split { " ,-/.".contains($0) }
        guard (2...8).contains(words.count),
            let place = words.firstIndex(where: { months.contains($0.prefix(3)) && $0.allSatisfy(\.isLetter) })
        else { return false }
        let others = words.enumerated().filter { $0.offset != place }.map(\.element)
        let names = others.filter { $0.allSatisfy(\.isLetter) }
        guard names.allSatisfy({ days.contains($0.prefix(3)) || ["am", "pm", "utc", "gmt", "z"].contains($0) }) else { return false }
        return others.contains { $0.count <= 4 && $0.allSatisfy(\.isNumber) }
    }

    /// `2026-11`, `11/2026`.
    private static func isMonth(_ text: Substring) -> Bool {
        for mark: Character in ["-", "/", "."] {
            let numbers = text.split(separator: mark, omittingEmptySubsequences: false)
            guard numbers.count == 2, numbers.allSatisfy({ $0.allSatisfy(\.isNumber) }) else { continue }
            let (year, month) = numbers[0].count == 4 ? (numbers[0], numbers[1]) : (numbers[1], numbers[0])
            // `2026.11` is a number.
            return mark != "." && year.count == 4 && (year.hasPrefix("19") || year.hasPrefix("20")) && (1...12).contains(Int(month) ?? 0)
        }
        return false
    }

    /// English, German, French, Spanish and Italian ones begin so.
    private static let months: Set<Substring> = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mär", "mai", "okt", "dez", "fév", "avr", "jui",
        "aoû", "déc", "ene", "abr", "ago", "dic", "gen", "mag", "giu", "lug", "set", "ott",
    ]
    private static let days: Set<Substring> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

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
