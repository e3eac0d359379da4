import NIOHTTP1

/// How a request's body is compressed, by its `Content-Encoding`.
enum ContentCoding: Hashable, Sendable {
    case gzip
    /// zlib's form (RFC 1950), which is what HTTP calls deflate.
    case deflate
    case unknown(String)

    /// Nil where the body is sent as it is.
    init?(_ headers: HTTPHeaders) {
        guard headers.contains(name: "content-encoding") else { return nil }
        let names = headers[canonicalForm: "content-encoding"].map { $0.lowercased() }.filter { $0 != "identity" && !$0.isEmpty }
        guard let name = names.first else { return nil }
        switch name {
        case _ where names.count > 1: self = .unknown(names.joined(separator: ", "))
        case "gzip", "x-gzip": self = .gzip
        case "deflate": self = .deflate
        default: self = .unknown(name)
        }
    }

    var isKnown: Bool { self == .gzip || self == .deflate }
}
