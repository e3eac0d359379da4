import Domain
import Files

/// A file in the rejected folder that lists the rows of another file that were skipped.
public struct RowList: Hashable, Sendable {
    let path: RawPath
    /// Whether it was written now; false where the same list was there.
    public let isNew: Bool

    /// Where it is, for people.
    public var place: String { path.description }

    /// Removes a list that nobody will ask for: its file turned out to be a duplicate.
    public func remove() throws(Refusal) { try FileWork.remove(path) }
}
