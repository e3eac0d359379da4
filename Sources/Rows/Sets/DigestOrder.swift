import Domain
import Threads

/// Rows in the order of their digests.
///
/// Digests are spread evenly: by their first byte rows fall into 256 heaps of about one size, and each is sorted by itself, in the cache. First words
/// stand beside the places, so that sorting seldom looks the digests up (docs/decisions/0033-parts-in-pieces.md).
package enum DigestOrder {
    private struct Entry {
        var word: UInt64
        var row: Int32
    }

    /// - Parameter rows: Places in `digests`.
    package static func ascending(_ rows: [Int], _ digests: [Digest]) -> [Int] {
        var ends = [Int](repeating: 0, count: 257)
        for row in rows { ends[heap(digests[row]) + 1] += 1 }
        for heap in 1...256 { ends[heap] += ends[heap - 1] }
        let starts = ends
        return withUnsafeTemporaryAllocation(of: Entry.self, capacity: rows.count) { entries in
            for row in rows {
                let heap = heap(digests[row])
                entries.initializeElement(at: ends[heap], to: Entry(word: digests[row].words.0, row: Int32(row)))
                ends[heap] += 1
            }
            for heap in 0..<256 where starts[heap + 1] > starts[heap] {
                WorkPulse.beat()
                var part = UnsafeMutableBufferPointer(rebasing: entries[starts[heap]..<starts[heap + 1]])
                part.sort { (left: Entry, right: Entry) -> Bool in
                    if left.word != right.word { return left.word < right.word }
                    return digests[Int(left.row)] < digests[Int(right.row)]
                }
            }
            return entries.map { (entry: Entry) -> Int in Int(entry.row) }
        }
    }

    /// Calls `body` with each stretch of an order in which the digests are equal.
    static func forEachGroup(of order: [Int], _ digests: [Digest], _ body: (Range<Int>) -> Void) {
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, digests[order[end]] == digests[order[start]] { end += 1 }
            body(start..<end)
            start = end
        }
    }

    private static func heap(_ digest: Digest) -> Int { Int(digest.words.0 >> 56) }
}
