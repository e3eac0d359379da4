import Domain
import NeuralNetworks
import Synchronization

/// The bases that models of this process read with: each is mapped once, and goes with the last of them.
final class OpenBases: Sendable {
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
