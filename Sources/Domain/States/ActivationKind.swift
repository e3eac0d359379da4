/// Why the serving version changed.
public enum ActivationKind: String, Hashable, Sendable, Codable {
    /// A candidate passed the gate.
    case learned
    case rollback
    /// A person promoted a held version.
    case promoted
    /// The serving version would not load at start; its nearest loadable ancestor serves.
    case fallback
}
