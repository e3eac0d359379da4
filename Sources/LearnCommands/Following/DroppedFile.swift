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
        /// The same bytes as `original`, whose fate is its own.
        case duplicate
        /// Accepted, but the model starts no jobs.
        case paused(String)
    }

    /// The path as it was given.
    public var path: String
    /// Where it is in the inbox, until the daemon takes it.
    public var inboxPath: String
    /// SHA-256 of its bytes; nil where the daemon could not read it.
    public var digest: Digest?
    /// The daemon's record of it; nil until it was taken.
    public var batch: BatchResponse?
    /// Of a duplicate: the batch that had its bytes first, as it stands now.
    public var original: BatchResponse?
    /// Of a duplicate whose original waits: why the model starts no jobs.
    public var paused: String?
    /// Nil while it is still on its way.
    public var outcome: Outcome?
    /// What the gate has to say of the version that learned it.
    public var remarks: [String] = []
    /// What may be done next, a sentence each.
    public var hints: [String] = []

    /// A file that lies in the inbox, of which the daemon has said nothing yet.
    public init(path: String, inboxPath: String, digest: Digest?) {
        self.path = path
        self.inboxPath = inboxPath
        self.digest = digest
    }

    /// A file that the daemon has taken already.
    init(_ batch: BatchResponse) {
        self.init(path: batch.file, inboxPath: batch.file, digest: batch.sha256)
        self.batch = batch
    }

    /// The name under which the daemon sees it.
    var inboxName: String { inboxPath.split(separator: "/").last.map(String.init) ?? inboxPath }

    /// What it is called while it is followed.
    var name: String { batch?.file ?? inboxName }

    /// The batch whose state decides: its own, or the one that it repeats.
    var deciding: BatchResponse? { original ?? batch }

    /// The batch to ask for: of a duplicate the one that it repeats, through as many repetitions as there are.
    public var followed: BatchID? { deciding.map { $0.state == .duplicate ? $0.duplicateOf ?? $0.id : $0.id } }
}
