/// What BERT does to a text before it is cut into words: cleans it, sets Chinese characters apart, takes accents off, lower-cases. UTF-8 in and out.
struct BertNormalizer: Sendable, Hashable {
    /// Whether control characters go and all white space becomes a space.
    var cleansText = true
    /// Whether each Chinese character is set between spaces.
    var separatesChinese = true
    /// Whether accents are taken off; nil as `lowercases` says.
    var stripsAccents: Bool?
    /// Whether everything is lower-cased.
    var lowercases = true

    /// For each byte what it becomes; or one of these.
    typealias ASCII = [UInt16]
    static let removed: UInt16 = 0x100
    static let notASCII: UInt16 = 0x200

    /// What becomes of ASCII, looked up by the byte.
    func ascii() -> ASCII {
        (UInt16(0)..<256).map { byte in
            guard byte < 0x80 else { return BertNormalizer.notASCII }
            let traits = UnicodeTables.all.traits(UInt32(byte))
            if cleansText, traits.contains(.control) { return BertNormalizer.removed }
            if cleansText, traits.contains(.whitespace) { return 0x20 }
            return lowercases && traits.contains(.lowers) ? byte + 0x20 : byte
        }
    }

    /// Puts what a well-formed text becomes in place of what `result` held.
    func normalize(_ text: UnsafeBufferPointer<UInt8>, ascii: UnsafePointer<UInt16>, into result: ByteBuffer, pending: PendingMarks) {
        result.count = 0
        guard let source = text.baseAddress else { return }
        result.reserve(text.count)
        var target = result.start
        var (read, written) = (0, 0)
        while read < text.count {
            let becomes = ascii[Int(source[read])]
            if becomes < BertNormalizer.removed {
                target[written] = UInt8(truncatingIfNeeded: becomes)
                written += 1
                read += 1
            } else if becomes == BertNormalizer.removed {
                read += 1
            } else {
                result.count = written
                var run = BertRun(normalizer: self, result: result, pending: pending)
                read += run.normalize(source + read, text.count - read, ascii: ascii)
                result.reserve(result.count + text.count - read)
                target = result.start
                written = result.count
            }
        }
        result.count = written
    }
}
