/// Whole numbers as people write them: `200000` or `200_000`.
enum WholeNumber {
    static func parse(_ text: String) -> Int? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard let first = digits.utf8.first, let last = digits.utf8.last, first != UInt8(ascii: "_"), last != UInt8(ascii: "_"),
            digits.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: "_") })
        else { return nil }
        return Int(text.filter { $0 != "_" })
    }
}
