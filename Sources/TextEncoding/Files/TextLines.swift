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
