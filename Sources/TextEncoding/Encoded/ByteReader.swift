import Domain

/// Reads what `ByteWriter` wrote; whatever else it finds is refused.
struct ByteReader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many bytes are left.
    var left: Int { bytes.count - at }

    var isAtEnd: Bool { left == 0 }

    static func refusal(_ what: String) -> Refusal {
        Refusal(.invalid, what: "a stored tokenizer \(what)", fix: "add the base again: the file was altered, or is of another release")
    }

    private mutating func byte() throws(Refusal) -> UInt8 {
        guard at < bytes.count else { throw ByteReader.refusal("that ends at byte \(at), too early") }
        defer { at += 1 }
        return bytes[at]
    }

    /// A number of at most `most`, written in as few bytes as it needs.
    mutating func number(_ name: StaticString, most: Int = Int(Int32.max)) throws(Refusal) -> Int {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            guard shift < 56, shift == 0 || byte != 0 else {
                throw ByteReader.refusal("with a \(name) that is no number, at byte \(at - 1)")
            }
            number |= UInt64(byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 { break }
        }
        guard number <= UInt64(most) else { throw ByteReader.refusal("with a \(name) of \(number), above \(most), at byte \(at - 1)") }
        return Int(number)
    }

    mutating func flag() throws(Refusal) -> Bool { try number("flag", most: 1) == 1 }

    /// A count of things that take at least a byte each.
    mutating func count(_ name: StaticString) throws(Refusal) -> Int { try number(name, most: left) }

    mutating func id() throws(Refusal) -> Int32 { Int32(try number("id", most: Vocabulary.largestPossibleID)) }

    mutating func idOrNone() throws(Refusal) -> Int32? {
        let number = try number("id", most: Vocabulary.largestPossibleID + 1)
        return number == 0 ? nil : Int32(number - 1)
    }

    mutating func ids() throws(Refusal) -> [Int32] {
        var ids: [Int32] = []
        for _ in 0..<(try count("count of ids")) { ids.append(try id()) }
        return ids
    }

    /// Well-formed UTF-8.
    mutating func text() throws(Refusal) -> [UInt8] { Array(try take(try count("length of a text"))) }

    /// So many bytes of well-formed UTF-8.
    mutating func take(_ count: Int) throws(Refusal) -> ArraySlice<UInt8> {
        guard count <= left else { throw ByteReader.refusal("that ends within a text") }
        defer { at += count }
        let text = bytes[at..<at + count]
        guard text.withUnsafeBufferPointer(UTF8Text.isWellFormed) else {
            throw ByteReader.refusal("with a text that is not UTF-8, at byte \(at)")
        }
        return text
    }
}
