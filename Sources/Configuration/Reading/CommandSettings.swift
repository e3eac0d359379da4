import Domain

/// Settings given as `key=value` on the command line.
enum CommandSettings {
    static func setting(_ text: String, base: String) throws(Refusal) -> Setting {
        guard let sign = text.firstIndex(of: "=") else {
            throw Refusal(.invalid, what: "'\(text)' is not a setting", at: "--set", fix: "write key=value, as in --set server.rows=100")
        }
        let key = String(text[..<sign])
        let value = String(text[text.index(after: sign)...])
        let (scope, name) = try split(key)
        guard Vocabulary.meaning(of: name, in: scope) == .key else { throw Vocabulary.unknown(name, in: scope, at: "--set") }
        return Setting(
            scope: scope,
            name: name,
            value: Written(word: value),
            place: "--set",
            base: base
        )
    }

    /// A model's name may hold dots (`tickets.v2`): it ends where a known key begins.
    private static func split(_ key: String) throws(Refusal) -> (Scope, String) {
        let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.first == "defaults" { return (.defaults, parts.dropFirst().joined(separator: ".")) }
        guard parts.first == "models", parts.count > 2 else { return (.daemon, key) }
        let end = (2..<parts.count).first { Vocabulary.meaning(of: parts[$0...].joined(separator: "."), in: .defaults) == .key } ?? 2
        return (.model(try ModelName(parts[1..<end].joined(separator: "."))), parts[end...].joined(separator: "."))
    }
}
