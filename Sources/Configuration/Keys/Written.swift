/// A value as somebody wrote it: every scalar is still text, so that each key decides for itself what it may be.
enum Written: Hashable, Sendable {
    /// Nothing after the colon, `null` or `~`.
    case nothing
    case scalar(String)
    case list([String])
    case mapping([Entry])

    struct Entry: Hashable, Sendable {
        var name: String
        var value: String
    }

    /// As the value is quoted in a message.
    var shown: String {
        switch self {
        case .nothing: "empty"
        case .scalar(let text): "'\(text)'"
        case .list(let items): "[\(items.joined(separator: ", "))]"
        case .mapping(let entries): "{\(entries.map { "\($0.name): \($0.value)" }.joined(separator: ", "))}"
        }
    }
}

extension Written {
    /// A word of the command line or a variable: nothing, a mapping `{x: ignore, y: numeric}`, or text that its key reads.
    init(word: String) {
        guard !word.isEmpty, word != "null" else {
            self = .nothing
            return
        }
        guard word.hasPrefix("{"), word.hasSuffix("}") else {
            self = .scalar(word)
            return
        }
        let entries = ListText.items(of: "[\(word.dropFirst().dropLast())]").compactMap { item in
            (item.firstIndex(of: "{").map { item[..<$0] } ?? item[...]).lastIndex(of: ":").map { colon in
                Entry(name: String(item[..<colon]), value: String(item[item.index(after: colon)...].drop { $0 == " " }))
            }
        }
        self = .mapping(entries)
    }
}
