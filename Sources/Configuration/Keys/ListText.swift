/// A list in a variable: `128,64` or `[128, 64]`.
enum ListText {
    static func items(of text: String) -> [String] {
        var inner = text[...]
        if inner.hasPrefix("["), inner.hasSuffix("]") { inner = inner.dropFirst().dropLast() }
        guard inner.contains(where: { $0 != " " }) else { return [] }
        return inner.split(separator: ",", omittingEmptySubsequences: false).map { item in
            String(item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
