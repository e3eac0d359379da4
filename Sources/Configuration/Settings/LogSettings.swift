/// What is logged. Where to is found out: the journal if it is there, standard error otherwise.
public struct LogSettings: Hashable, Sendable {
    /// The levels of swift-log, rising.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    /// Below it nothing is logged.
    public var level: Level = .info

    /// The defaults.
    public init() {}
}
