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
