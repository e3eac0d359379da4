import Domain

/// What a rollback or a promotion did, or would do.
public struct ActivationResponse: Hashable, Sendable, Codable {
    public var model: ModelName
    public var from: VersionNumber?
    public var to: VersionNumber
    /// False for a dry run.
    public var applied: Bool
    /// The files whose state changes, as they stand afterwards.
    public var batches: [BatchResponse]
    /// Left out unless the model is paused afterwards.
    public var paused: PauseState?
    /// The former name of `paused`, until the next release.
    public private(set) var hold: PauseState?

    public init(
        model: ModelName,
        from: VersionNumber? = nil,
        to: VersionNumber,
        applied: Bool,
        batches: [BatchResponse],
        paused: PauseState? = nil
    ) {
        self.model = model
        self.from = from
        self.to = to
        self.applied = applied
        self.batches = batches
        self.paused = paused
        hold = paused
    }
}
