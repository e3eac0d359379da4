import Domain
import Threads

/// Rows in the order of their digests.
package enum DigestOrder {
    /// Comparisons between two beats.
    private static let stretch = 1 << 16

    /// First words stand beside the places, so that sorting seldom looks the digests up.
    ///
    /// - Parameters:
    ///   - rows: Places in `digests`.
    ///   - ties: Whether a row comes before another with the same digest.
    package static func ascending(
        _ rows: some Collection<Int>,
        _ digests: [Digest],
        ties: (_ row: Int, _ other: Int) -> Bool = { _, _ in false }
    ) -> [Int] {
        var order = rows.map { (word: digests[$0].words.0, row: Int32($0)) }
        var comparisons = 0
        order.sort { left, right in
            comparisons &+= 1
            if comparisons % stretch == 0 { WorkPulse.beat() }
            if left.word != right.word { return left.word < right.word }
            let (row, other) = (Int(left.row), Int(right.row))
            if digests[row] != digests[other] { return digests[row] < digests[other] }
            return ties(row, other)
        }
        return order.map { Int($0.row) }
    }
}
