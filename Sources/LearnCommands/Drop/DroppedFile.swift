import Domain
import LearnAPI

/// A file on its way from the command line to a version.
public struct DroppedFile: Hashable, Sendable {
    /// What became of it, as far as waiting makes sense.
    public enum Outcome: Hashable, Sendable {
        case learned(VersionNumber)
        case held(String)
        case refused(String)
        case setAside(String)
        case duplicate(of: BatchID?)
        /// Accepted, but the model starts no jobs.
        case onHold(String)
    }

    /// The path as it was given.
    public var path: String
    /// Where it is in the inbox, until the daemon takes it.
    public var inboxPath: String
    public var digest: Digest
    public var batch: BatchAnswer?
    public var outcome: Outcome?

    public init(path: String, inboxPath: String, digest: Digest) {
        self.path = path
        self.inboxPath = inboxPath
        self.digest = digest
    }

    /// The name under which the daemon sees it.
    var inboxName: String { inboxPath.split(separator: "/").last.map(String.init) ?? inboxPath }
}
