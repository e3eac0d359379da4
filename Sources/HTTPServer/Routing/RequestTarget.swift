import Domain

/// A request's target taken apart: path segments, percent-decoded, and the query.
struct RequestTarget: Hashable, Sendable {
    /// As sent, without the query.
    let path: Substring
    let segments: [String]
    private let queryText: Substring?

    /// - Throws: `Refusal` for an escape that is none, or bytes that are not UTF-8.
    init(_ uri: String) throws(Refusal) {
        let whole = Self.withoutAuthority(uri)
        let mark = whole.firstIndex { $0 == "?" || $0 == "#" } ?? whole.endIndex
        path = whole[..<mark]
        queryText = mark < whole.endIndex && whole[mark] == "?" ? whole[whole.index(after: mark)...].prefix { $0 != "#" } : nil
        guard path.first == "/" else {
            throw Refusal(.invalid, what: "the target '\(uri)' is no path", fix: "ask for a path that begins with /")
        }
        var decoded: [String] = []
        for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            decoded.append(try Self.decoded(segment, plus: false))
        }
        segments = decoded
    }

    /// The query's members; of two of the same name the last counts.
    func query() throws(Refusal) -> [String: String] {
        var members: [String: String] = [:]
        for pair in (queryText ?? "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            members[try Self.decoded(halves[0], plus: true)] = halves.count > 1 ? try Self.decoded(halves[1], plus: true) : ""
        }
        return members
    }

    /// `http://host/path` is the same as `/path`.
    private static func withoutAuthority(_ uri: String) -> Substring {
        guard uri.hasPrefix("http://") else { return uri[...] }
        let rest = uri.dropFirst("http://".count)
        return rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
    }

    private static func decoded(_ text: Substring, plus: Bool) throws(Refusal) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || plus && $0 == UInt8(ascii: "+") }) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else {
                    throw Refusal(.invalid, what: "'\(text)' holds a % that no two hexadecimal digits follow", fix: "write % as %25")
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plus: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(.invalid, what: "'\(text)' is not UTF-8", fix: "percent-encode UTF-8")
        }
        return decoded
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
