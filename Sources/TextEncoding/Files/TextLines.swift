/// A file's lines, without their ends (`\n`, `\r\n`).
struct TextLines: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> ArraySlice<UInt8>? {
        guard at < bytes.count else { return nil }
        let start = at
        while at < bytes.count, bytes[at] != 0x0A { at += 1 }
        defer { at += 1 }
        return at > start && at < bytes.count && bytes[at - 1] == 0x0D ? bytes[start..<at - 1] : bytes[start..<at]
    }
}

extension ArraySlice<UInt8> {
    /// Without white space (Unicode's White_Space) at the end; the bytes are well-formed UTF-8.
    var withoutTrailingSpace: ArraySlice<UInt8> {
        withUnsafeBufferPointer { bytes in
            var end = bytes.count
            while end > 0 {
                var start = end - 1
                while start > 0, UTF8Text.continues(bytes[start]) { start -= 1 }
                guard UnicodeTables.all.traits(UTF8Text.decode(bytes.baseAddress! + start).point).contains(.whitespace) else { break }
                end = start
            }
            return prefix(end)
        }
    }
}
