/// The verb did its work and printed it; only the status is left to give.
public struct Ending: Error, Hashable, Sendable {
    public var status: CommandStatus

    public init(_ status: CommandStatus) {
        self.status = status
    }
}
