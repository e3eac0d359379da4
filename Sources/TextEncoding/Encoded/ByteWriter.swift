/// Writes the binary form of a tokenizer: numbers in as few bytes as they need (LEB128), texts after their length.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ number: Int) {
        precondition(number >= 0, "\(number) cannot be written")
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F | 0x80))
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    /// Nil is 0, and any id one more than it is.
    mutating func write(_ id: Int32?) { write(id.map { Int($0) + 1 } ?? 0) }

    mutating func write(_ ids: [Int32]) {
        write(ids.count)
        for id in ids { write(Int(id)) }
    }

    mutating func write(text: some Collection<UInt8>) {
        write(text.count)
        append(text)
    }

    mutating func append(_ text: some Sequence<UInt8>) { bytes.append(contentsOf: text) }
}
