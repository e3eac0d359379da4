import Domain
import Files

/// The cache of texts' vectors: a folder whose content may be taken away at any time.
public struct TextCache: Sendable {
    let folder: String
    let most: Int

    /// - Parameters:
    ///   - folder: Made where it is missing.
    ///   - most: Bytes that it may take for each base.
    public init(folder: String, most: Int) {
        self.folder = folder
        self.most = most
    }

    /// - Parameters:
    ///   - tokens: Of a text that it reads at most: another number makes other vectors.
    func vectors(of base: Digest, tokens: Int, width: Int) -> VectorCache {
        VectorCache("\(path)/\(base)/\(tokens)", width: width, most: most)
    }

    private var path: String { folder + "/texts" }

    /// Takes away what is kept of a base.
    public func remove(_ base: Digest) { Folder.remove("\(path)/\(base)") }

    /// Takes away all that is kept: nothing of a text that was removed is to stay.
    public func empty() { Folder.remove(path) }
}
