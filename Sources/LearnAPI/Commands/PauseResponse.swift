import Domain

/// The answer to `pause` and `resume`.
public struct PauseResponse: Hashable, Sendable, Codable {
    public var model: ModelName
    /// False where it was so already.
    public var changed: Bool
    /// Left out when not paused.
    public var paused: PauseState?
    /// The former name of `paused`, until the next release.
    public private(set) var hold: PauseState?

    public init(model: ModelName, changed: Bool, paused: PauseState? = nil) {
        self.model = model
        self.changed = changed
        self.paused = paused
        hold = paused
    }
}
