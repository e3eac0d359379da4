import Domain
import Files
import Glibc

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
    ///   - moved: The encoder that moved from the base and makes them; nil: the base's own.
    ///   - tokens: Of a text that it reads at most: another number makes other vectors.
    func vectors(of base: Digest, moved: Digest? = nil, tokens: Int, width: Int) -> VectorCache {
        guard let moved else { return VectorCache("\(path)/\(base)/\(tokens)", width: width, most: most) }
        let name = "\(tokens)-\(moved)"
        leaveRoom(for: name, in: "\(path)/\(base)")
        return VectorCache("\(path)/\(base)/\(name)", width: width, most: most / Self.mostMoved)
    }

    /// Of a base's encoders that moved so many keep vectors, which share the bytes of one.
    private static let mostMoved = 4

    /// Takes the longest unused away where another one comes.
    private func leaveRoom(for name: String, in folder: String) {
        let others = Folder.names(folder).filter { $0 != name && $0.contains("-") }
        func changed(_ name: String) -> Int {
            var status = stat()
            return lstat("\(folder)/\(name)", &status) == 0 ? Int(status.st_mtim.tv_sec) : 0
        }
        for other in others.sorted(by: { changed($0) > changed($1) }).dropFirst(Self.mostMoved - 1) { Folder.remove("\(folder)/\(other)") }
    }

    private var path: String { folder + "/texts" }

    /// Takes away what is kept of a base.
    public func remove(_ base: Digest) { Folder.remove("\(path)/\(base)") }

    /// Takes away all that is kept: nothing of a text that was removed is to stay.
    public func empty() { Folder.remove(path) }
}
