import Domain

/// Whose a setting is.
enum Scope: Hashable, Sendable {
    case daemon
    case defaults
    case model(ModelName)

    /// What stands before the key's own name in the file.
    var prefix: String {
        switch self {
        case .daemon: ""
        case .defaults: "defaults."
        case .model(let name): "models.\(name)."
        }
    }
}
