import Domain
import Files

/// Where the inbox's folders are.
public struct InboxLayout: Hashable, Sendable {
    /// One folder a model, into which files are dropped.
    public var inbox: String
    /// What was refused, with its reason.
    public var rejected: String
    /// The bytes of every file taken, by digest.
    public var archive: String

    /// Names the folders; `make` makes them.
    public init(inbox: String, rejected: String, archive: String) {
        self.inbox = inbox
        self.rejected = rejected
        self.archive = archive
    }

    /// Makes the folders that are missing.
    public func make() throws(Refusal) {
        for folder in [inbox, rejected, archive] { try FileWork.makeFolder(RawPath(folder), withParents: true) }
    }
}
