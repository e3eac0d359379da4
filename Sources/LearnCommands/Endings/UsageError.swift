/// The command line does not make sense against what the daemon says: as an unknown option, it ends with status 2.
public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the command line, and what to write instead.
    public var description: String

    /// A sentence without a full stop.
    public init(_ description: String) {
        self.description = description
    }
}
