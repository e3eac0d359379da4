import Domain

/// What a rollback or a promotion did, or would do.
public struct ActivationResponse: Hashable, Sendable, Codable {
    /// The model whose serving version changes.
    public var model: ModelName
    /// The version that served before; left out where none did.
    public var from: VersionNumber?
    /// The version that serves afterwards.
    public var to: VersionNumber
    /// False for a dry run.
    public var applied: Bool
    /// The files whose state changes, as they stand afterwards.
    public var batches: [BatchResponse]
    /// Left out unless the model is paused afterwards.
    public var paused: PauseState?
    /// The former name of `paused`, until the next release.
    public private(set) var hold: PauseState?

    /// - Parameter paused: Is written under both names, the former one too.
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
