import Domain

/// The answer to `hold` and `unhold`.
public struct HoldAnswer: Hashable, Sendable, Codable {
    public var model: ModelName
    /// False where it was so already.
    public var changed: Bool
    /// Left out when not on hold.
    public var hold: HoldState?

    public init(model: ModelName, changed: Bool, hold: HoldState? = nil) {
        self.model = model
        self.changed = changed
        self.hold = hold
    }
}
