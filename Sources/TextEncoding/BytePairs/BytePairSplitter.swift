/// GPT-2's words: letters, digits or other characters, each with a space before it, and white space.
///
/// What the regular expression `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` finds, by hand.
struct BytePairSplitter: Sendable {
    private enum Kind {
        static let letter: UInt8 = 0
        static let number: UInt8 = 1
        static let space: UInt8 = 2
        static let other: UInt8 = 3
        static let notASCII: UInt8 = 4
    }

    private let kinds: [UInt8]

    init() {
        kinds = (UInt32(0)..<256).map { $0 < 0x80 ? BytePairSplitter.kind(UnicodeTables.all.traits($0)) : Kind.notASCII }
    }

    /// Calls `body` with each word of a well-formed text; together they are the text.
    @inline(__always)
    func forEachWord(_ text: UnsafePointer<UInt8>, _ count: Int, _ body: (UnsafePointer<UInt8>, Int) -> Void) {
        kinds.withUnsafeBufferPointer { kinds in
            let kinds = kinds.baseAddress.unsafelyUnwrapped
            var start = 0
            while start < count {
                let end = BytePairSplitter.wordEnd(text, start, count, kinds)
                body(text + start, end - start)
                start = end
            }
        }
    }

    private static func wordEnd(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int, _ kinds: UnsafePointer<UInt8>) -> Int {
        if text[start] == UInt8(ascii: "'") {
            let length = contraction(text + start, count - start)
            if length > 0 { return start + length }
        }
        var read = start
        // A space goes with what follows it, unless that is white space too.
        if text[start] == 0x20, start + 1 < count, kind(text + start + 1, kinds).kind != Kind.space { read += 1 }
        let (first, length) = kind(text + read, kinds)
        read += length
        var last = read - length
        while read < count {
            let (next, length) = kind(text + read, kinds)
            if next != first { break }
            last = read
            read += length
        }
        // Of white space before a word, the last character is left: a space goes with the word.
        return first == Kind.space && read < count && last > start ? last : read
    }

    /// How long `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` is, 0 where it is none.
    private static func contraction(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
        guard count > 1 else { return 0 }
        switch text[1] {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"): return count > 2 && text[2] == UInt8(ascii: "e") ? 3 : 0
        case UInt8(ascii: "l"): return count > 2 && text[2] == UInt8(ascii: "l") ? 3 : 0
        default: return 0
        }
    }

    @inline(__always)
    private static func kind(_ text: UnsafePointer<UInt8>, _ kinds: UnsafePointer<UInt8>) -> (kind: UInt8, length: Int) {
        let kind = kinds[Int(text[0])]
        if kind != Kind.notASCII { return (kind, 1) }
        let (point, length) = UTF8Text.decode(text)
        return (BytePairSplitter.kind(UnicodeTables.all.traits(point)), length)
    }

    private static func kind(_ traits: UnicodeTables.Traits) -> UInt8 {
        if traits.contains(.letter) { return Kind.letter }
        if traits.contains(.number) { return Kind.number }
        return traits.contains(.space) ? Kind.space : Kind.other
    }
}
