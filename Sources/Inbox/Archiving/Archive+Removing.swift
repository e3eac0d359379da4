import Domain
import Files

extension Archive {
    /// Removes a file that no batch names any more. Only while nothing is being taken: the same bytes may be on their way in. One that is
    /// gone already is no error.
    public func remove(_ digest: Digest) throws(Refusal) { try FileWork.remove(rawPath(of: digest)) }
}
