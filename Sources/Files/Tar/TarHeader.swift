/// What stands before a file's content in a tar (POSIX.1-2001, "ustar Interchange Format" and "pax Extended Header").
///
/// Of the file only its path and size: mode 0644, user, group and time 0, so that the bytes tell nothing else.
package enum TarHeader {
    package static let blockBytes = 512
    /// The most that eleven octal digits say.
    private static let largestPlainSize = 0o77777777777

    /// Zeros that bring `byteCount` to whole blocks.
    package static func padding(after byteCount: Int) -> Int { -byteCount & (blockBytes - 1) }

    /// All blocks before the content: one, or three where path or size need an extended header.
    package static func blocks(path: [UInt8], byteCount: Int) -> [UInt8] {
        var records: [UInt8] = []
        let split = split(path)
        if split == nil { records += record("path", path) }
        if byteCount > largestPlainSize { records += record("size", Array(String(byteCount).utf8)) }
        let extended =
            records.isEmpty
            ? []
            : block(name: Array("PaxHeader".utf8), prefix: [], size: records.count, type: UInt8(ascii: "x"))
                + records + [UInt8](repeating: 0, count: padding(after: records.count))
        let (prefix, name) = split ?? ([], Array(path.suffix(100)))
        return extended
            + block(name: name, prefix: prefix, size: byteCount > largestPlainSize ? 0 : byteCount, type: UInt8(ascii: "0"))
    }

    /// Bytes of a file in a tar: its headers, its content, its padding.
    package static func packedBytes(path: [UInt8], byteCount: Int) -> Int {
        let headers = path.count <= 100 && byteCount <= largestPlainSize ? blockBytes : blocks(path: path, byteCount: byteCount).count
        return headers + byteCount + padding(after: byteCount)
    }

    /// At the first slash that leaves at most 100 bytes after it; nil where no slash does.
    private static func split(_ path: [UInt8]) -> (prefix: [UInt8], name: [UInt8])? {
        if path.count <= 100 { return ([], path) }
        guard let slash = path[(path.count - 101)...].firstIndex(of: UInt8(ascii: "/")), slash <= 155, slash < path.count - 1 else {
            return nil
        }
        return (Array(path[..<slash]), Array(path[(slash + 1)...]))
    }

    /// `LENGTH KEYWORD=VALUE`, the length that of the whole line, its own digits included.
    private static func record(_ keyword: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(keyword)=".utf8) + value + [UInt8(ascii: "\n")]
        var length = rest.count
        while String(length).utf8.count + rest.count != length { length = String(length).utf8.count + rest.count }
        return Array(String(length).utf8) + rest
    }

    private static func block(name: [UInt8], prefix: [UInt8], size: Int, type: UInt8) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockBytes)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int) { for (index, byte) in bytes.enumerated() { block[offset + index] = byte } }
        put(name, at: 0)
        put(octal(0o644, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(size, digits: 11), at: 124)
        put(octal(0, digits: 11), at: 136)
        // The sum is made as if its own field held blanks.
        put(repeatElement(UInt8(ascii: " "), count: 8), at: 148)
        block[156] = type
        put("ustar\0".utf8, at: 257)
        put("00".utf8, at: 263)
        put(octal(0, digits: 7), at: 329)
        put(octal(0, digits: 7), at: 337)
        put(prefix, at: 345)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(octal(sum, digits: 6), at: 148)
        block[154] = 0
        return block
    }

    private static func octal(_ number: Int, digits: Int) -> [UInt8] {
        let text = Array(String(number, radix: 8).utf8)
        precondition(text.count <= digits, "\(number) does not fit into \(digits) octal digits")
        return [UInt8](repeating: UInt8(ascii: "0"), count: digits - text.count) + text
    }
}
