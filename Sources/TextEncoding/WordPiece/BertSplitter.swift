/// BERT's words: what stands between white space, punctuation characters being words of their own.
struct BertSplitter: Sendable {
    private enum Kind {
        static let letter: UInt8 = 0
        static let space: UInt8 = 1
        static let punctuation: UInt8 = 2
        static let notASCII: UInt8 = 3
    }

    private let kinds: [UInt8]

    init() {
        kinds = (UInt32(0)..<256).map { $0 < 0x80 ? BertSplitter.kind(UnicodeTables.all.traits($0)) : Kind.notASCII }
    }

    /// Calls `body` with each word of a well-formed text.
    @inline(__always)
    func forEachWord(_ text: UnsafePointer<UInt8>, _ count: Int, _ body: (UnsafePointer<UInt8>, Int) -> Void) {
        kinds.withUnsafeBufferPointer { kinds in
            let kinds = kinds.baseAddress.unsafelyUnwrapped
            var (read, wordStart) = (0, 0)
            while read < count {
                var kind = kinds[Int(text[read])]
                var length = 1
                if kind == Kind.letter {
                    read += 1
                    continue
                }
                if kind == Kind.notASCII {
                    let (point, bytes) = UTF8Text.decode(text + read)
                    kind = BertSplitter.kind(UnicodeTables.all.traits(point))
                    length = bytes
                }
                if kind != Kind.letter {
                    if wordStart < read { body(text + wordStart, read - wordStart) }
                    if kind == Kind.punctuation { body(text + read, length) }
                    wordStart = read + length
                }
                read += length
            }
            if wordStart < count { body(text + wordStart, count - wordStart) }
        }
    }

    @inline(__always)
    private static func kind(_ traits: UnicodeTables.Traits) -> UInt8 {
        if traits.contains(.whitespace) { return Kind.space }
        return traits.contains(.punctuation) ? Kind.punctuation : Kind.letter
    }
}
