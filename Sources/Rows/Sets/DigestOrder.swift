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
            for heap in 0..<256 {
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

    private static func heap(_ digest: Digest) -> Int { Int(digest.words.0 >> 56) }
}
