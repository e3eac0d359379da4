/// What a pax extended header (POSIX.1-2001, `pax`, "Extended Header") says of the next entry, as far as it is needed.
struct PaxRecords {
    private(set) var path: [UInt8]?
    private(set) var size: Int?
    private(set) var isSparse = false

    init() {}

    /// Lines of `LENGTH KEYWORD=VALUE`, the length in decimal digits and of the whole line. Nil if they are not.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let blank = rest.firstIndex(of: UInt8(ascii: " ")), blank - rest.startIndex <= 8,
                let length = Int(String(decoding: rest[..<blank], as: UTF8.self)), length <= rest.count, length > blank - rest.startIndex,
                rest[rest.startIndex + length - 1] == UInt8(ascii: "\n")
            else { return nil }
            let line = rest[(blank + 1)..<(rest.startIndex + length - 1)]
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            guard take(String(decoding: line[..<equals], as: UTF8.self), Array(line[(equals + 1)...])) else { return nil }
            rest = rest[(rest.startIndex + length)...]
        }
    }

    /// False if the value cannot be the keyword's.
    private mutating func take(_ keyword: String, _ value: [UInt8]) -> Bool {
        switch keyword {
        case "path":
            guard !value.contains(0) else { return false }
            path = value
        case "size":
            guard let number = Int(String(decoding: value, as: UTF8.self)), number >= 0, number < 1 << 60 else { return false }
            size = number
        default:
            if keyword.hasPrefix("GNU.sparse.") { isSparse = true }
        }
        return true
    }
}
