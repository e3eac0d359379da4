/// A file is not what was written to it.
public struct DamagedFile: Error, Hashable, CustomStringConvertible {
    /// Which file, and how.
    public let description: String

    /// - Parameter how: Completes "… is damaged:".
    public init(path: String, how: String) { description = "\(path) is damaged: \(how)" }

    /// As another process has told it.
    public init(told: String) { description = told }
}
