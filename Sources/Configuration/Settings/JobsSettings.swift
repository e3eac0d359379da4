/// How jobs of several models share the time.
public struct JobsSettings: Hashable, Sendable {
    /// How long a job is trained while others wait, before it makes way for one of them and goes on afterwards.
    public var turn: Duration = .seconds(60)

    /// The defaults.
    public init() {}
}
