import Domain

/// The answer to `pause` and `resume`.
public struct PauseResponse: Hashable, Sendable, Codable {
    /// The model that was paused or resumed.
    public var model: ModelName
    /// False where it was so already.
    public var changed: Bool
    /// Left out when not paused.
    public var paused: PauseState?
    /// The former name of `paused`, until the next release.
    public private(set) var hold: PauseState?

    /// - Parameter paused: Is written under both names, the former one too.
    public init(model: ModelName, changed: Bool, paused: PauseState? = nil) {
        self.model = model
        self.changed = changed
        self.paused = paused
        hold = paused
    }
}
