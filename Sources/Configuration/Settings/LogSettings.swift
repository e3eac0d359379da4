/// What is logged. Where to is found out: the journal if it is there, standard error otherwise.
public struct LogSettings: Hashable, Sendable {
    public enum Level: String, Hashable, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    public var level: Level = .info

    public init() {}
}
