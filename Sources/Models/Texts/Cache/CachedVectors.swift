import Domain

/// Vectors that are kept on the disk: a text that was seen before is only looked up.
package struct CachedVectors: TextVectors {
    private let vectors: any TextVectors
    private let cache: VectorCache

    /// - Parameters:
    ///   - base: What makes the vectors.
    ///   - moved: The encoder that moved from it, where that makes them.
    ///   - tokens: Of a text that it reads at most.
    package init(_ vectors: any TextVectors, of base: Digest, moved: Digest? = nil, tokens: Int, _ cache: TextCache) {
        self.vectors = vectors
        self.cache = cache.vectors(of: base, moved: moved, tokens: tokens, width: vectors.width)
    }

    /// Those of what makes them.
    package var width: Int { vectors.width }
    /// The same.
    package var together: Int { vectors.together }

    /// Looks all of them up, and has what is not there made and kept.
    package func fill(_ result: UnsafeMutablePointer<Float>, _ rows: InputRows, column: Int, stride: Int, count: Int) {
        var missing: [(row: Int, key: VectorFile.Key)] = []
        var places: [Double] = []
        for row in 0..<count {
            let place = rows[row * stride + column]
            let key = VectorCache.key(rows.texts[place])
            if !cache.copy(key, into: result + row * width) {
                missing.append((row, key))
                places.append(place)
            }
        }
        guard !missing.isEmpty else { return }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: missing.count * width) { own in
            places.withUnsafeBufferPointer { places in
                let others = InputRows(places.baseAddress!, texts: rows.texts)
                vectors.fill(own.baseAddress!, others, column: 0, stride: 1, count: missing.count)
            }
            for (index, (row, key)) in missing.enumerated() {
                let vector = own.baseAddress! + index * width
                (result + row * width).update(from: vector, count: width)
                cache.keep(key, vector)
            }
        }
    }
}
