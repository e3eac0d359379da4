import Domain

/// Added tokens to be found in texts: the leftmost, and of those that begin there the longest.
struct AddedTokenSet: Sendable {
    /// Never empty ones; their places are the ids of `patterns`.
    let tokens: [AddedToken]
    private let patterns: Vocabulary
    /// By a first byte, the lengths that tokens with it have, from the longest down; empty where there is none.
    private let lengths: [[Int]]

    var isEmpty: Bool { tokens.isEmpty }

    /// - Parameter patterns: What is looked for in each one's place: its content, normalized where it is to be.
    init(_ tokens: [(token: AddedToken, pattern: [UInt8])]) throws(Refusal) {
        var patterns = Vocabulary()
        var lengths = [Set<Int>](repeating: [], count: 256)
        for (place, (token, pattern)) in tokens.enumerated() {
            guard let first = pattern.first else {
                throw Refusal(
                    .invalid,
                    what: "added token '\(Vocabulary.shown(token.content))' is empty once normalized",
                    fix: "give it \"normalized\": false"
                )
            }
            guard patterns.id(of: pattern) == nil else {
                throw Refusal(
                    .invalid,
                    what: "added token '\(Vocabulary.shown(token.content))' is the same as another once normalized",
                    fix: "leave one of them out, or give it \"normalized\": false"
                )
            }
            try patterns.add(pattern, id: place)
            lengths[Int(first)].insert(pattern.count)
        }
        self.tokens = tokens.map(\.token)
        self.patterns = patterns
        self.lengths = lengths.map { $0.sorted(by: >) }
    }

    /// The next token from `start` on: its place in `tokens` and where it lies.
    ///
    /// - Parameter text: `ByteBuffer.slack` may be read behind it.
    func next(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (token: AddedToken, range: Range<Int>)? {
        guard let base = text.baseAddress else { return nil }
        return lengths.withUnsafeBufferPointer { lengths in
            for at in start..<max(start, text.count) where !lengths[Int(base[at])].isEmpty {
                for length in lengths[Int(base[at])] where length <= text.count - at {
                    let place = patterns.pool.withUnsafeBufferPointer { patterns.table.find(base + at, length, pool: $0.baseAddress!) }
                    if place >= 0 { return (tokens[Int(place)], at..<at + length) }
                }
            }
            return nil
        }
    }
}
