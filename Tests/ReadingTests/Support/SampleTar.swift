/// Writes tars, good ones and others.
struct SampleTar {
    private(set) var bytes: [UInt8] = []

    /// - Parameter type: `0` a file, `1` and `2` links, `5` a folder, `x` pax, `L` a GNU long name.
    mutating func add(
        _ name: String,
        _ content: [UInt8] = [],
        type: Character = "0",
        prefix: String = "",
        magic: String = "ustar\u{0}00",
        size: [UInt8]? = nil
    ) {
        add(Array(name.utf8), content, type: type, prefix: prefix, magic: magic, size: size)
    }

    mutating func add(
        _ name: [UInt8],
        _ content: [UInt8] = [],
        type: Character = "0",
        prefix: String = "",
        magic: String = "ustar\u{0}00",
        size: [UInt8]? = nil
    ) {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: [UInt8], at place: Int) { header.replaceSubrange(place..<place + bytes.count, with: bytes) }
        put(Array(name.prefix(100)), at: 0)
        put(Array("0000644".utf8), at: 100)
        put(size ?? Self.octal(content.count, digits: 11), at: 124)
        put(Array("        ".utf8), at: 148)
        put(Array(String(type).utf8), at: 156)
        put(Array(magic.utf8), at: 257)
        put(Array(prefix.utf8), at: 345)
        put(Self.octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + [0, 0x20], at: 148)
        bytes += header + content + [UInt8](repeating: 0, count: -content.count & 511)
    }

    /// A pax header for the next entry.
    mutating func addPax(_ keyword: String, _ value: String) {
        let rest = " \(keyword)=\(value)\n"
        var length = rest.utf8.count
        while "\(length)".utf8.count + rest.utf8.count != length { length = "\(length)".utf8.count + rest.utf8.count }
        add("PaxHeaders/x", Array("\(length)\(rest)".utf8), type: "x")
    }

    /// With the two blocks of zeros at its end.
    var closed: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    static func octal(_ number: Int, digits: Int) -> [UInt8] {
        let text = String(number, radix: 8)
        return Array((String(repeating: "0", count: digits - text.count) + text).utf8)
    }
}
