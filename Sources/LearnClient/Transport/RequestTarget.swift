/// Paths and queries, percent-encoded (RFC 3986).
enum RequestTarget {
    /// `/v1/a/b?x=y`; members of the query without a value are left out.
    static func text(_ path: [String], query: [(name: String, value: String?)]) -> String {
        let target = "/v1/" + path.map(encoded).joined(separator: "/")
        let members = query.compactMap { member in member.value.map { "\(member.name)=\(encoded($0))" } }
        return members.isEmpty ? target : target + "?" + members.joined(separator: "&")
    }

    /// All but the unreserved characters as `%XX`.
    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
