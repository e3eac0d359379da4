import Domain
import NIOCore
import NIOHTTP1

/// Finds a connection's routes. A connection mostly asks for one thing again and again: the last target found is remembered.
final class ConnectionRouter {
    private struct Found {
        var uri: String
        var method: HTTPMethod
        var route: Int
        var target: RequestTarget
        var values: [String]
    }

    private let table: RouteTable
    private let settings: ServerSettings
    private var last: Found?

    init(table: RouteTable, settings: ServerSettings) {
        self.table = table
        self.settings = settings
    }

    /// Fills in the route, or what is answered in its place.
    ///
    /// - Returns: An answer that need not wait for the body, since the body is too large to be read.
    func route(_ head: HTTPRequestHead, _ request: inout RequestInHand) -> Response? {
        if let last, last.uri == head.uri, last.method == head.method {
            request.route = last.route
            request.target = last.target
            request.values = last.values
        } else {
            find(head, &request)
        }
        if case .unknown(let name) = request.coding, head.method != .GET, head.method != .HEAD, request.refused == nil {
            request.refused = request.dialect.respond(
                Refusal(.invalid, what: "Content-Encoding '\(name)' is not supported", fix: "send gzip or none"),
                status: .unsupportedMediaType
            )
        }
        let codings = head.headers["transfer-encoding"].joined(separator: ",")
        if !codings.isEmpty, codings.lowercased().filter({ $0 != " " && $0 != "\t" }) != "chunked" {
            // RFC 9112, section 6.1. Where the body ends could not be told, so that the connection ends too.
            return request.dialect.respond(
                Refusal(.invalid, what: "Transfer-Encoding '\(codings)' is not supported", fix: "send chunked or a Content-Length"),
                status: .notImplemented
            )
        }
        guard let text = head.headers.first(name: "content-length") else { return nil }
        // What is no Int is more than any.
        let length = Int(text) ?? .max
        return length > settings.bodyBytes ? request.dialect.respond(bodyTooLarge(length)) : nil
    }

    func bodyTooLarge(_ count: Int) -> Refusal {
        Refusal(
            .tooLarge,
            what: "the body has \(count) bytes or more, and \(settings.bodyBytes) are taken",
            fix: "send less at once, or raise server.body_bytes"
        )
    }

    private func find(_ head: HTTPRequestHead, _ request: inout RequestInHand) {
        do throws(Refusal) {
            let target = try RequestTarget(head.uri)
            request.target = target
            request.dialect = Dialect(path: target.path)
            if let path = ColonPath.meant(by: target.segments) {
                request.refused = request.dialect.respond(
                    Refusal(.notFound, what: "no such path: \(target.path)", fix: "use \(path)")
                )
                return
            }
            switch table.find(head.method, target.segments) {
            case .route(let place, let values):
                request.route = place
                request.values = values
                last = Found(uri: head.uri, method: head.method, route: place, target: target, values: values)
            case .wrongMethod(let allowed):
                let names = allowed.map(\.rawValue)
                var response = request.dialect.respond(
                    Refusal(
                        .invalid,
                        what: "\(head.method.rawValue) is not allowed at \(target.path)",
                        fix: "use \(names.joined(separator: " or "))"
                    ),
                    status: .methodNotAllowed
                )
                response.headers.append(("allow", names.joined(separator: ", ")))
                request.refused = response
            case .nothing:
                request.refused = request.dialect.respond(
                    Refusal(
                        .notFound,
                        what: "no such path: \(target.path)",
                        fix: "docs/api.md lists every path; those that change things are on the admin socket only"
                    )
                )
            }
        } catch {
            request.refused = request.dialect.respond(error)
        }
    }
}
