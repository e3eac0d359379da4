import Bases
import Domain
import Files
import Synchronization

/// Where vectors of texts come from: hashing, and the bases of a folder. A base is opened when a model asks for it: it may have been added since.
public struct TextSources: Sendable {
    private let folder: String?
    private let cache: TextCache?
    private let opened = OpenBases()

    /// Hashing alone.
    public static let hashing = TextSources(folder: nil)

    /// - Parameters:
    ///   - folder: Of a `BaseStore`; nil: there are no bases.
    ///   - cache: Keeps the vectors that bases make; nil: they are made each time.
    public init(folder: String?, cache: TextCache? = nil) {
        self.folder = folder
        self.cache = cache
    }

    /// The base that a new model's texts are read by: of several the last in the order of their digests; nil where there is none.
    public var standard: Digest? {
        guard let folder, let bases = try? BaseStore(folder) else { return nil }
        return bases.list().last { if case .success = $0.description { true } else { false } }?.digest
    }

    /// - Throws: `Refusal` where the base is not there, or not what it was.
    func vectors(_ text: FeatureMap.Text) throws(Refusal) -> any TextVectors {
        guard let digest = text.base else { return HashedVectors() }
        guard let folder else {
            throw Refusal(.failed, what: "the model reads texts with the base \(digest), and this program was given no folder of bases")
        }
        let base = try opened.base(digest) { () throws(Refusal) in try BaseVectors(try BaseStore(folder).open(digest)) }
        return cache.map { opened.cached(digest, base, $0) } ?? base
    }
}

/// The bases that models of this process read with: each is mapped once, and goes with the last of them.
private final class OpenBases: Sendable {
    private struct Entry {
        weak var base: BaseVectors?
        /// Where vectors are kept; holds the base, too.
        var cached: CachedVectors?
    }

    private let entries = Mutex<[Digest: Entry]>([:])

    func base(_ digest: Digest, open: () throws(Refusal) -> BaseVectors) throws(Refusal) -> BaseVectors {
        if let base = entries.withLock({ $0[digest]?.base }) { return base }
        // Of two that open it at once one is let go again.
        let base = try open()
        return entries.withLock { entries in
            if let other = entries[digest]?.base { return other }
            entries[digest] = Entry(base: base)
            return base
        }
    }

    func cached(_ digest: Digest, _ base: BaseVectors, _ cache: TextCache) -> CachedVectors {
        entries.withLock { entries in
            if let cached = entries[digest]?.cached { return cached }
            let cached = CachedVectors(base, of: digest, cache)
            entries[digest] = Entry(base: base, cached: cached)
            return cached
        }
    }
}

/// The cache of texts' vectors: a folder whose content may be taken away at any time.
public struct TextCache: Sendable {
    private let folder: String
    private let most: Int

    /// - Parameters:
    ///   - folder: Made where it is missing.
    ///   - most: Bytes that it may take for each base.
    public init(folder: String, most: Int) {
        self.folder = folder
        self.most = most
    }

    func vectors(of base: Digest, width: Int) -> VectorCache { VectorCache("\(path)/\(base)", width: width, most: most) }

    private var path: String { folder + "/texts" }

    /// Takes away what is kept of a base.
    public func remove(_ base: Digest) { Folder.remove("\(path)/\(base)") }

    /// Takes away all that is kept: nothing of a text that was removed is to stay.
    public func empty() { Folder.remove(path) }
}
