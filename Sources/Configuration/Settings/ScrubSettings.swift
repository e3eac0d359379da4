/// The slow round through all that is kept.
public struct ScrubSettings: Hashable, Sendable {
    /// How long one round takes.
    public var interval: Duration = .seconds(86_400)

    /// The defaults.
    public init() {}
}
