/// Rows of a batch that go through the network together, on one thread.
struct TrainingChunk {
    let firstRow: Int
    let rows: Int
    let firstPlace: Int

    /// Where a chunk begins in something that has a float for each row (`true`) or each place.
    func first(byRow: Bool) -> Int { byRow ? firstRow : firstPlace }
}

/// Chunks of a batch that are worked through together: as many as there is memory for what lies between two layers. Their gradients are summed.
struct TrainingPortion {
    /// By their numbers.
    let chunks: Range<Int>
    let rows: Int
    let places: Int
    /// The first row and place, of no rows.
    let start: TrainingChunk

    static let none = TrainingPortion(chunks: 0..<0, rows: 0, places: 0, start: TrainingChunk(firstRow: 0, rows: 0, firstPlace: 0))
}

/// How a batch is cut into chunks: by its shape alone wherever sums depend on it, so that a batch comes to the same bits on any number of threads.
final class TrainingChunks {
    /// Rows of one place each in a micro-batch, and places in one of longer rows.
    private static let rows = 8
    private static let places = 128
    /// Places of a portion, unless one row has more: with fewer a weight's gradient would be read and written more often than it is worth, with more it
    /// comes no faster, and memory grows with them.
    private static let portionPlaces = 1024

    /// What lies between two layers is kept for as much as this of a batch at a time.
    static func portion(of capacity: BatchCapacity) -> BatchCapacity {
        guard capacity.isSequence else { return capacity }
        let places = min(capacity.places, max(portionPlaces, capacity.longestRow))
        return BatchCapacity(rows: min(capacity.rows, places), places: places, longestRow: capacity.longestRow)
    }

    private let lanes: Int
    /// Whether sums depend on the cut, whatever is frozen.
    private let usesMicroBatches: Bool
    /// The first row of each chunk, and the row after the last one's; filled by `cut`.
    private let starts: UnsafeMutablePointer<Int32>
    private(set) var count = 0

    init(_ network: Network, capacity: BatchCapacity, lanes: Int) {
        self.lanes = lanes
        usesMicroBatches = network.microBatchParameters > 0
        starts = .allocate(capacity: capacity.rows + 2)
        starts.initialize(repeating: 0, count: capacity.rows + 2)
    }

    deinit { starts.deallocate() }

    /// Chunks of a batch at most.
    func most(_ capacity: BatchCapacity) -> Int {
        // Two chunks in a row have more than `places` together.
        if capacity.isSequence { return min(capacity.rows, 2 * capacity.places / Self.places + 1) }
        return (capacity.rows + Self.rows - 1) / Self.rows
    }

    /// Places of a chunk at most.
    func mostPlaces(_ capacity: BatchCapacity) -> Int {
        if capacity.isSequence { return min(capacity.places, max(Self.places, capacity.longestRow)) }
        return usesMicroBatches ? min(capacity.rows, Self.rows) : capacity.rows
    }

    /// Cuts a batch of so many rows.
    func cut(rows: Int, _ offsets: UnsafePointer<Int32>?) {
        count = 0
        var start = 0
        while start < rows {
            starts[count] = Int32(start)
            count += 1
            if let offsets {
                var end = start + 1
                while end < rows, Int(offsets[end + 1] - offsets[start]) <= Self.places { end += 1 }
                start = end
            } else {
                start = min(rows, start + chunkRows(rows))
            }
        }
        starts[count] = Int32(rows)
    }

    /// The portion that begins with a chunk.
    ///
    /// - Parameter most: Places of one.
    func portion(from first: Int, rows: Int, _ offsets: UnsafePointer<Int32>?, most: Int) -> TrainingPortion {
        guard let offsets else {
            return TrainingPortion(chunks: 0..<count, rows: rows, places: rows, start: TrainingPortion.none.start)
        }
        var end = first + 1
        let start = Int(starts[first])
        while end < count, Int(offsets[Int(starts[end + 1])] - offsets[start]) <= most { end += 1 }
        let last = Int(starts[end])
        return TrainingPortion(
            chunks: first..<end,
            rows: last - start,
            places: Int(offsets[last] - offsets[start]),
            start: TrainingChunk(firstRow: start, rows: 0, firstPlace: Int(offsets[start]))
        )
    }

    /// Rows that go through the network together, where they are of one place.
    private func chunkRows(_ rows: Int) -> Int {
        if usesMicroBatches { return Self.rows }
        // Without sums any cut gives the same bits: all at once on one thread, some blocks for each of several.
        return lanes == 1 ? max(1, rows) : max(8, (rows + 3 * lanes - 1) / (3 * lanes))
    }

    func chunk(_ number: Int, _ offsets: UnsafePointer<Int32>?) -> TrainingChunk {
        let first = Int(starts[number])
        return TrainingChunk(
            firstRow: first,
            rows: Int(starts[number + 1]) - first,
            firstPlace: offsets.map { Int($0[first]) } ?? first
        )
    }
}
