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
        weak var base: BaseVectors?
        /// Where vectors are kept; holds the base, too.
        var cached: CachedVectors?
    }

    private struct Key: Hashable {
        let base: Digest
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

    func base(
        _ digest: Digest,
        _ tokens: Int?,
        _ precision: Precision,
        open: () throws(Refusal) -> BaseVectors
    ) throws(Refusal) -> BaseVectors {
        let key = Key(base: digest, tokens: tokens, precision: precision)
        if let base = entries.withLock({ $0[key]?.base }) { return base }
        // Of two that open it at once one is let go again.
        let base = try open()
        return entries.withLock { entries in
            if let other = entries[key]?.base { return other }
            entries[key] = Entry(base: base)
            return base
        }
    }

    /// Vectors in 32-bit floats, kept.
    func cached(_ digest: Digest, _ base: BaseVectors, _ tokens: Int?, _ cache: TextCache) -> CachedVectors {
        let key = Key(base: digest, tokens: tokens, precision: .single)
        return entries.withLock { entries in
            if let cached = entries[key]?.cached { return cached }
            let cached = CachedVectors(base, of: digest, tokens: base.most, cache)
            entries[key] = Entry(base: base, cached: cached)
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
