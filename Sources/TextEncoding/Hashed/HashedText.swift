import Glibc

/// A text as a vector without a pretrained model: its words, pairs of neighboring words, and its words' runs of three to five characters, each hashed
/// to a place and a sign (feature hashing: Weinberger and others, 2009).
///
/// What stands n times counts 1 + ln n; words and runs each come to length 1 before they are added, and so does their sum. Upper and lower case are one.
/// A text's vector is the same bytes wherever it stands; nothing is allocated.
public struct HashedText: Sendable {
    /// Floats of a vector; a power of two.
    public static let width = 8_192

    /// Code points of a text that are read: what comes later is left out.
    public static let mostCharacters = 16_384

    /// The memory in which a text is cut up.
    public final class Scratch {
        fileprivate var points: [UInt32] = []
        fileprivate var tokens = TokenCounts()
        fileprivate var word: [UInt32] = []

        /// Memory comes with the first text.
        public init() {}
    }

    /// There is one way only.
    public init() {}

    /// Bits of a token's hash that tell it apart from others of its part.
    public static let tokenBits = 16
    /// Different tokens that there can be: words and pairs of words, then runs of characters.
    public static let tokenCount = 2 << tokenBits

    /// Appends a text's tokens: words and pairs of words with weights of length 1 together, and runs of characters likewise. Two tokens whose hashes meet
    /// come as two.
    public func tokens(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [HashedToken], _ scratch: Scratch) {
        Self.lowered(text, into: &scratch.points)
        Self.countWords(scratch)
        scratch.tokens.each { hash, weight in
            tokens.append(HashedToken(place: UInt32(truncatingIfNeeded: hash) & (1 << UInt32(Self.tokenBits) - 1), weight: weight))
        }
        Self.countRuns(scratch)
        scratch.tokens.each { hash, weight in
            let place = UInt32(truncatingIfNeeded: hash) & (1 << UInt32(Self.tokenBits) - 1)
            tokens.append(HashedToken(place: place | 1 << UInt32(Self.tokenBits), weight: weight))
        }
    }

    /// Fills `vector` `[width]`; zeros for a text without words.
    public func fill(_ vector: UnsafeMutablePointer<Float>, _ text: UnsafeBufferPointer<UInt8>, _ scratch: Scratch) {
        vector.update(repeating: 0, count: Self.width)
        Self.lowered(text, into: &scratch.points)
        Self.countWords(scratch)
        scratch.tokens.add(to: vector)
        Self.countRuns(scratch)
        scratch.tokens.add(to: vector)
        var squares: Float = 0
        for place in 0..<Self.width { squares += vector[place] * vector[place] }
        guard squares > 0 else { return }
        let factor = 1 / squares.squareRoot()
        for place in 0..<Self.width { vector[place] *= factor }
    }

    /// The text's code points in lower case; what is no UTF-8 stands as U+FFFD.
    private static func lowered(_ text: UnsafeBufferPointer<UInt8>, into points: inout [UInt32]) {
        points.removeAll(keepingCapacity: true)
        guard let start = text.baseAddress else { return }
        let tables = UnicodeTables.all
        var place = 0
        while place < text.count, points.count < mostCharacters {
            let length = UTF8Text.examine(start + place, text.count - place)
            guard length > 0 else {
                points.append(0xFFFD)
                place -= length
                continue
            }
            let point = UTF8Text.decode(start + place).point
            place += length
            if point < 0x80 {
                points.append(point &- 0x41 < 26 ? point | 0x20 : point)
            } else if tables.traits(point).contains(.lowers) {
                points.append(contentsOf: tables.lowered(point))
            } else {
                points.append(point)
            }
        }
    }

    /// The next word from a place on: a run of letters, digits and underscores, a Chinese character, an exclamation or question mark.
    @inline(__always)
    private static func nextWord(_ points: UnsafeBufferPointer<UInt32>, _ place: inout Int) -> Range<Int>? {
        let tables = UnicodeTables.all
        while place < points.count {
            let point = points[place]
            let traits = tables.traits(point)
            let start = place
            place += 1
            if point == 0x21 || point == 0x3F || traits.contains(.chinese) { return start..<place }
            guard traits.contains(.word) else { continue }
            while place < points.count {
                let traits = tables.traits(points[place])
                guard traits.contains(.word), !traits.contains(.chinese) else { break }
                place += 1
            }
            return start..<place
        }
        return nil
    }

    private static func countWords(_ scratch: Scratch) {
        scratch.tokens.begin(most: 2 * scratch.points.count + 2)
        scratch.points.withUnsafeBufferPointer { points in
            var place = 0
            var last: UInt64?
            while let word = nextWord(points, &place) {
                let hash = hash(points, word, seed: 1)
                scratch.tokens.count(hash)
                if let last { scratch.tokens.count(mixed(last &* 0x9E37_79B9_7F4A_7C15 ^ hash)) }
                last = hash
            }
        }
    }

    /// Runs of three to five characters within each word, a blank before and behind it.
    private static func countRuns(_ scratch: Scratch) {
        scratch.tokens.begin(most: 3 * (scratch.points.count + 2) * 2)
        scratch.points.withUnsafeBufferPointer { points in
            var place = 0
            while let word = nextWord(points, &place) {
                scratch.word.removeAll(keepingCapacity: true)
                scratch.word.append(0x20)
                for index in word { scratch.word.append(points[index]) }
                scratch.word.append(0x20)
                scratch.word.withUnsafeBufferPointer { padded in
                    for length in 3...5 where length <= padded.count {
                        for start in 0...padded.count - length {
                            scratch.tokens.count(hash(padded, start..<start + length, seed: UInt64(length)))
                        }
                    }
                }
            }
        }
    }

    /// FNV-1a over code points, finished as splitmix64 does: never to be changed, models go by it.
    @inline(__always)
    private static func hash(_ points: UnsafeBufferPointer<UInt32>, _ range: Range<Int>, seed: UInt64) -> UInt64 {
        var hash = 0xCBF2_9CE4_8422_2325 ^ seed &* 0x9E37_79B9_7F4A_7C15
        for index in range { hash = (hash ^ UInt64(points[index])) &* 0x100_0000_01B3 }
        return mixed(hash)
    }

    @inline(__always)
    private static func mixed(_ hash: UInt64) -> UInt64 {
        var hash = hash
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return hash ^ hash >> 31
    }
}

/// A word, a pair of words or a run of characters as it stands in a text.
public struct HashedToken: Hashable, Sendable {
    /// Below `HashedText.tokenCount`.
    public var place: UInt32
    /// 1 + ln of how often it comes, over the length of all such weights of its part.
    public var weight: Float

    /// Of any place and weight.
    public init(place: UInt32, weight: Float) {
        self.place = place
        self.weight = weight
    }
}
