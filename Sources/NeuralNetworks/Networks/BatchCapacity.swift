/// What a batch may hold at most: rows, and the places that they have side by side.
public struct BatchCapacity: Hashable, Sendable {
    /// Rows.
    public let rows: Int
    /// Places of all rows together.
    public let places: Int
    /// Places of one row.
    public let longestRow: Int
    /// Whether rows may have several places, so that offsets say where each begins.
    public let isSequence: Bool

    /// Rows of one place each.
    public init(rows: Int) {
        self.rows = rows
        places = rows
        longestRow = 1
        isSequence = false
    }

    /// Rows of unequal length.
    ///
    /// - Parameter longestRow: Nil: one row may have all places.
    public init(rows: Int, places: Int, longestRow: Int? = nil) {
        self.rows = rows
        self.places = places
        self.longestRow = min(places, longestRow ?? places)
        isSequence = true
    }

    /// Of rows that are there.
    ///
    /// - Parameter offsets: As `RowOffsets` has them; nil: rows of one place each.
    init(rows: Int, offsets: UnsafePointer<Int32>?) {
        guard let offsets else {
            self.init(rows: rows)
            return
        }
        var longest = 0
        for row in 0..<rows { longest = max(longest, Int(offsets[row + 1] - offsets[row])) }
        self.init(rows: rows, places: Int(offsets[rows] - offsets[0]), longestRow: longest)
    }
}

/// Where each row of a batch begins among the places, which lie side by side without gaps: `rows + 1` numbers, from 0 to all places.
///
/// Filled by its owner before each step or pass; not Sendable.
public final class RowOffsets {
    /// Rows that it has room for.
    public let capacity: Int
    /// The numbers. Valid as long as the offsets live.
    public let start: UnsafeMutablePointer<Int32>

    /// Room for so many rows, which have no places yet.
    public init(capacity: Int) {
        self.capacity = capacity
        start = .allocate(capacity: capacity + 1)
        start.initialize(repeating: 0, count: capacity + 1)
    }

    /// Rows of these numbers of places.
    public convenience init(lengths: [Int]) {
        self.init(capacity: lengths.count)
        set(lengths: lengths)
    }

    deinit { start.deallocate() }

    /// For whoever only reads.
    public var pointer: UnsafePointer<Int32> { UnsafePointer(start) }

    /// Takes the rows' numbers of places, each at least 1; rows behind them have none. Nothing is allocated.
    ///
    /// - Precondition: There are at most `capacity`.
    public func set(lengths: [Int]) {
        precondition(lengths.count <= capacity, "offsets of \(lengths.count) rows in a place for \(capacity)")
        var end: Int32 = 0
        for (row, length) in lengths.enumerated() {
            precondition(length >= 1, "row \(row) has \(length) places")
            end += Int32(length)
            start[row + 1] = end
        }
        (start + lengths.count + 1).update(repeating: end, count: capacity - lengths.count)
    }
}
