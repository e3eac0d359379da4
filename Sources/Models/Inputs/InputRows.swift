/// Rows on their way into a model: their numbers, `[rows, layout.width]`, and the texts that some of these are places of.
///
/// Memory of the caller's, valid as long as the call.
public struct InputRows {
    /// Of the first row; the next row's lie `layout.width` further on.
    public let numbers: UnsafePointer<Double>
    /// Those of all rows; a text column's number is a place among them, NaN where missing.
    public let texts: InputTexts

    /// Rows without texts need none.
    public init(_ numbers: UnsafePointer<Double>, texts: InputTexts = .none) {
        self.numbers = numbers
        self.texts = texts
    }

    /// A number of the first row, or of those behind it.
    @inlinable
    public subscript(index: Int) -> Double { numbers[index] }

    /// The rows that begin so many numbers further on.
    public static func + (rows: InputRows, count: Int) -> InputRows { InputRows(rows.numbers + count, texts: rows.texts) }
}

/// Texts side by side: UTF-8, and where each ends.
public struct InputTexts {
    private let bytes: UnsafePointer<UInt8>?
    private let ends: UnsafePointer<Int>?
    /// How many there are.
    public let count: Int

    /// No text.
    public static var none: InputTexts { InputTexts(bytes: nil, ends: nil, count: 0) }

    /// - Parameter ends: Of each text, the place in `bytes` behind its last.
    public init(bytes: UnsafePointer<UInt8>?, ends: UnsafePointer<Int>?, count: Int) {
        self.bytes = bytes
        self.ends = ends
        self.count = count
    }

    /// The text that a row's number names: empty for a missing one.
    public subscript(number: Double) -> UnsafeBufferPointer<UInt8> {
        guard !number.isNaN, let ends else { return UnsafeBufferPointer(start: nil, count: 0) }
        let place = Int(number)
        precondition(place >= 0 && place < count, "text \(place) of \(count)")
        let start = place == 0 ? 0 : ends[place - 1]
        return UnsafeBufferPointer(start: bytes.map { $0 + start }, count: ends[place] - start)
    }
}

/// Texts as they are collected, from a file's cells or a request's.
package struct TextCollector {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// More than this is given back by `removeAll`.
    private static let keptBytes = 1 << 20

    /// Of no texts.
    package init() {}

    /// How many there are.
    package var count: Int { ends.count }
    /// Of all of them.
    package var byteCount: Int { bytes.count }

    /// Takes a text in UTF-8.
    package mutating func add(_ text: some Sequence<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }

    /// Forgets them, and keeps room for as many as usual.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptBytes)
        ends.removeAll(keepingCapacity: ends.capacity * 8 <= Self.keptBytes)
    }

    /// Lends them.
    package func withTexts<R>(_ body: (InputTexts) throws -> R) rethrows -> R {
        try bytes.withUnsafeBufferPointer { bytes in
            try ends.withUnsafeBufferPointer { ends in
                try body(InputTexts(bytes: bytes.baseAddress, ends: ends.baseAddress, count: ends.count))
            }
        }
    }
}
