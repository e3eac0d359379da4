/// The verb did its work and printed it; only the status is left to give.
public struct Ending: Error, Hashable, Sendable {
    public var status: ExitStatus

    public init(_ status: ExitStatus) {
        self.status = status
    }
}
