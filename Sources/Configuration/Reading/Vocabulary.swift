import Domain

/// Which keys exist in which scope.
enum Vocabulary {
    static let daemon: [String: Key<Settings>] = Dictionary(uniqueKeysWithValues: DaemonKeys.all.map { ($0.name, $0) })
    static let model: [String: Key<ModelSpecification>] = Dictionary(uniqueKeysWithValues: ModelKeys.all.map { ($0.name, $0) })

    /// Names that a model's keys had in an earlier release, with those of now: still read, and told of.
    static let former: [String: String] = Dictionary(
        uniqueKeysWithValues: TrainingSpecification.keys.compactMap { key in
            key.former.map { ("training.\($0)", "training.\(key.name)") }
        }
    )

    /// A key by its name of now.
    static func current(_ name: String, in scope: Scope) -> String { scope == .daemon ? name : former[name] ?? name }

    enum Meaning: Hashable {
        case key
        /// Other keys stand below it; `flag` is the one that a bare on or off means.
        case group(flag: String?)
        case unknown
    }

    static func meaning(of name: String, in scope: Scope) -> Meaning {
        let names = names(in: scope)
        if names.contains(current(name, in: scope)) { return .key }
        guard names.contains(where: { $0.hasPrefix(name + ".") }) else { return .unknown }
        return .group(flag: scope != .daemon && name == ModelKeys.flagGroup.group ? ModelKeys.flagGroup.key : nil)
    }

    static func names(in scope: Scope) -> [String] {
        scope == .daemon ? [DaemonKeys.state] + daemon.keys : Array(model.keys)
    }

    /// How to write a path as messages name it, `models.iris.label`: `models: {iris: {label: …}}`; nil for what is none.
    private static func nested(_ name: String) -> String? {
        let parts = name.split(separator: ".")
        guard parts.count > 1, parts[0] == "models" || parts[0] == "defaults" else { return nil }
        let key = parts.dropFirst(parts[0] == "models" ? 2 : 1).joined(separator: ".")
        guard key.isEmpty || meaning(of: key, in: .defaults) != .unknown else { return nil }
        return parts.dropLast().map { "\($0): {" }.joined() + "\(parts.last ?? ""): …" + String(repeating: "}", count: parts.count - 1)
    }

    /// The refusal of a key that does not exist, with the one that was probably meant.
    static func unknown(_ name: String, in scope: Scope, at place: String) -> Refusal {
        if scope == .daemon, let nested = nested(name) {
            return Refusal(.invalid, what: "'\(name)' is a path of keys, not a key", at: place, fix: "nest it: \(nested)")
        }
        var candidates = Set(names(in: scope))
        for name in candidates {
            let parts = name.split(separator: ".")
            for end in parts.indices.dropFirst() { candidates.insert(parts[..<end].joined(separator: ".")) }
        }
        if scope == .daemon { candidates.formUnion(["defaults", "models"]) }
        let nearest = Nearest.word(to: name, among: candidates)
        return Refusal(
            .invalid,
            what: "there is no key '\(scope.prefix + name)'",
            at: place,
            fix: nearest.map { "did you mean '\(scope.prefix + $0)'?" } ?? "the keys are listed in config/learnd.yaml"
        )
    }
}
