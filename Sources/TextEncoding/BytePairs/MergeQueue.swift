/// Pairs that may be merged, the lowest rank first and of equal ones the leftmost: a binary heap.
struct MergeQueue {
    private var heap: [UInt64] = []

    mutating func removeAll() { heap.removeAll(keepingCapacity: true) }

    mutating func push(rank: Int, at place: Int) {
        heap.append(UInt64(rank) << 32 | UInt64(place))
        heap.withUnsafeMutableBufferPointer { heap in
            var child = heap.count - 1
            let item = heap[child]
            while child > 0 {
                let parent = (child - 1) / 2
                guard heap[parent] > item else { break }
                heap[child] = heap[parent]
                child = parent
            }
            heap[child] = item
        }
    }

    mutating func popFirst() -> (rank: Int, at: Int)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        heap.withUnsafeMutableBufferPointer { heap in
            guard heap.count > 0 else { return }
            var parent = 0
            while true {
                var child = 2 * parent + 1
                guard child < heap.count else { break }
                if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
                guard heap[child] < last else { break }
                heap[parent] = heap[child]
                parent = child
            }
            heap[parent] = last
        }
        return (Int(first >> 32), Int(first & 0xFFFF_FFFF))
    }
}
