import Domain

/// What a rollback or a promotion did, or would do.
public struct ActivationAnswer: Hashable, Sendable, Codable {
    public var model: ModelName
    public var from: VersionNumber?
    public var to: VersionNumber
    /// False for a dry run.
    public var applied: Bool
    /// The files whose state changes, as they stand afterwards.
    public var batches: [BatchAnswer]
    /// Left out unless the model is on hold afterwards.
    public var hold: HoldState?

    public init(
        model: ModelName, from: VersionNumber? = nil, to: VersionNumber, applied: Bool, batches: [BatchAnswer], hold: HoldState? = nil
    ) {
        self.model = model
        self.from = from
        self.to = to
        self.applied = applied
        self.batches = batches
        self.hold = hold
    }
}
