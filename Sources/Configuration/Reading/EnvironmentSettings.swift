/// Settings in `LEARND_*` variables: `LEARND_SERVER_ROWS` is `server.rows`, `LEARND_DEFAULTS_GATE_ENABLED` is `defaults.gate.enabled`.
///
/// Models of a name have none, since names and keys could not be told apart. Variables that mean nothing here are reported, not refused:
/// the environment is shared with `learnctl` and whatever else runs in it.
struct EnvironmentSettings {
    /// Variables that belong to others of our programs.
    static let others: Set<String> = ["LEARND_CONFIG", "LEARND_SOCKET", "LEARND_LONG"]

    var settings: [Setting] = []
    /// Names that are no key.
    var unknown: [String] = []

    init(_ environment: [String: String], base: String) {
        var keys: [String: (Scope, String)] = [:]
        for scope in [Scope.daemon, .defaults] {
            let former = scope == .daemon ? [] : Array(Vocabulary.former.keys)
            for name in Vocabulary.names(in: scope) + former { keys[Self.variable(for: scope.prefix + name)] = (scope, name) }
        }
        for (variable, value) in environment.sorted(by: { $0.key < $1.key }) {
            guard variable.hasPrefix("LEARND_"), !Self.others.contains(variable) else { continue }
            guard let (scope, name) = keys[variable] else {
                unknown.append(variable)
                continue
            }
            settings.append(Setting(scope: scope, name: name, value: Written(word: value), place: variable, base: base))
        }
    }

    /// `server.rows` → `LEARND_SERVER_ROWS`
    static func variable(for key: String) -> String {
        "LEARND_" + key.uppercased().replacing(".", with: "_")
    }
}
