import Bases
import Domain
import NeuralNetworks
import Synchronization
import TextEncoding

/// The bases that models of this process read with: each is mapped once, and goes with the last of them.
final class OpenBases: Sendable {
    private struct Whole {
        weak var base: OpenBase?
    }

    private struct Entry {
        weak var vectors: (any TextVectors & AnyObject)?
        /// Where vectors are kept; holds what makes them, too.
        var cached: CachedVectors?
    }

    /// What makes vectors.
    struct Key: Hashable {
        let base: Digest
        /// The encoder that moved from the base; nil: the base's own.
        var moved: Digest?
        let tokens: Int?
        let precision: Precision
    }

    private let entries = Mutex<[Key: Entry]>([:])
    private let wholes = Mutex<[Digest: Whole]>([:])

    /// The base itself: what networks over it share.
    func whole(_ digest: Digest, open: () throws(Refusal) -> OpenBase) throws(Refusal) -> OpenBase {
        if let base = wholes.withLock({ $0[digest]?.base }) { return base }
        let base = try open()
        return wholes.withLock { wholes in
            if let other = wholes[digest]?.base { return other }
            wholes[digest] = Whole(base: base)
            return base
        }
    }

    func vectors(
        _ key: Key,
        open: () throws(Refusal) -> any TextVectors & AnyObject
    ) throws(Refusal) -> any TextVectors & AnyObject {
        if let vectors = entries.withLock({ $0[key]?.vectors }) { return vectors }
        // Of two that open it at once one is let go again.
        let vectors = try open()
        return entries.withLock { entries in
            if let other = entries[key]?.vectors { return other }
            entries[key] = Entry(vectors: vectors)
            return vectors
        }
    }

    /// Vectors in 32-bit floats, kept.
    ///
    /// - Parameter most: Tokens of a text that are read.
    func cached(_ key: Key, _ vectors: any TextVectors & AnyObject, most: Int, _ cache: TextCache) -> CachedVectors {
        entries.withLock { entries in
            if let cached = entries[key]?.cached { return cached }
            let cached = CachedVectors(vectors, of: key.base, moved: key.moved, tokens: most, cache)
            entries[key] = Entry(vectors: vectors, cached: cached)
            return cached
        }
    }
}

/// A base that is open, with its tokenizer.
final class OpenBase: Sendable {
    let base: Base
    let tokenizer: Tokenizer

    init(_ base: Base) throws(Refusal) {
        self.base = base
        tokenizer = try Tokenizer(encoded: base.tokenizer)
    }

    /// Tokens of a text that are read.
    func most(_ tokens: Int?) -> Int { min(tokens ?? TextSpecification.usualTokens, base.encoder.longestText) }
}
