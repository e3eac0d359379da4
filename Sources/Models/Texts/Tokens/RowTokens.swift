import TextEncoding

/// Cuts rows' texts into tokens with whole weights: a row's are the same wherever it stands.
package struct RowTokens: Sendable {
    /// Places of the columns of texts in a row's numbers.
    private let columns: [Int]
    private let scratches = ScratchPool<Scratch> { Scratch() }

    /// A weight of 1.
    package static let steps: Float = 8_192

    private final class Scratch {
        let hashing = HashedText.Scratch()
        var tokens: [HashedToken] = []
    }

    init(columns: [Int]) { self.columns = columns }

    /// - Parameters:
    ///   - row: Its numbers, and the texts that some of them are places of.
    ///   - body: Is given the row's tokens, whose weights are whole multiples of 1 / `steps`, as such; they are valid in it alone.
    package func with<R>(_ row: InputRows, _ body: (UnsafeBufferPointer<HashedToken>) throws -> R) rethrows -> R {
        try scratches.with { scratch in
            scratch.tokens.removeAll(keepingCapacity: true)
            for (number, column) in columns.enumerated() {
                let first = scratch.tokens.count
                HashedText().tokens(row.texts[row[column]], into: &scratch.tokens, scratch.hashing)
                // The same word in another column is another token.
                let other = UInt32(number) &* 0x9E37 & (1 << UInt32(HashedText.tokenBits) - 1)
                for index in first..<scratch.tokens.count {
                    scratch.tokens[index].place ^= other
                    scratch.tokens[index].weight = (scratch.tokens[index].weight * Self.steps).rounded()
                }
            }
            return try scratch.tokens.withUnsafeBufferPointer(body)
        }
    }
}
