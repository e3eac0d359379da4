/// The command line does not make sense against what the daemon says: as an unknown option, it ends with status 2.
public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) {
        self.description = description
    }
}
