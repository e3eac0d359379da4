import Domain
import Files

extension Archive {
    /// The digests of all files there, by their names; their bytes are not looked at. Blocks: a hundred thousand files take about a second.
    public func digests() throws(Refusal) -> Set<Digest> {
        var found: Set<Digest> = []
        for folder in try FileWork.list(root) where folder.count == 2 {
            for name in try FileWork.list(root.appending(folder)) {
                if let digest = Digest(hex: String(decoding: name, as: UTF8.self)) { found.insert(digest) }
            }
        }
        return found
    }
}
