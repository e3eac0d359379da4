import NIOCore
import NIOHTTP1

/// A request before it goes out.
struct Request: Sendable {
    var method: HTTPMethod
    /// Path and query, percent-encoded.
    var target: String
    var body: [UInt8]?
    var contentType = "application/json"
    /// Sending it twice is as good as once, so it may go out again where a kept connection turns out to be closed.
    var isIdempotent: Bool

    /// It changes something, so that only the admin socket has its route.
    var changes = false

    static func get(_ path: [String], query: [(String, String?)] = []) -> Request {
        Request(method: .GET, target: RequestTarget.text(path, query: query), isIdempotent: true)
    }

    /// A change that the daemon is asked for.
    static func change(_ path: [String], body: [UInt8]?) -> Request {
        Request(method: .POST, target: RequestTarget.text(path, query: []), body: body, isIdempotent: false, changes: true)
    }

    var head: HTTPRequestHead {
        var headers = HTTPHeaders([("Host", "localhost"), ("User-Agent", "learnctl"), ("Accept", "application/json")])
        if let body {
            headers.add(name: "Content-Type", value: contentType)
            headers.add(name: "Content-Length", value: String(body.count))
        } else if method == .POST {
            headers.add(name: "Content-Length", value: "0")
        }
        return HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers)
    }

    /// For messages: `GET /v1/status`.
    var name: String { "\(method.rawValue) \(target)" }
}

/// A whole answer.
struct Response: Sendable {
    var status: Int
    var body: [UInt8]
}
