/// The verb did its work and printed it; only the status is left to give.
public struct Ending: Error, Hashable, Sendable {
    /// What the command ends with.
    public var status: CommandStatus

    /// Nothing more is printed.
    public init(_ status: CommandStatus) {
        self.status = status
    }
}
