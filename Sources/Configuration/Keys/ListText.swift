/// A list in a variable: `128,64` or `[128, 64]`.
enum ListText {
    static func items(of text: String) -> [String] {
        var inner = text[...]
        if inner.hasPrefix("["), inner.hasSuffix("]") { inner = inner.dropFirst().dropLast() }
        guard inner.contains(where: { $0 != " " }) else { return [] }
        // A comma within braces belongs to its item.
        var depth = 0
        let items = inner.split(omittingEmptySubsequences: false) { character in
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            return character == "," && depth == 0
        }
        return items.map { item in
            String(item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
