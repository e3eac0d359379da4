import Domain
import NIOHTTP1

/// What a socket answers.
struct RouteTable: Sendable {
    let routes: [Route]

    /// The routes that `audience` may see.
    init(_ routes: [Route], for socket: SocketName) {
        self.routes = routes.filter { $0.audience == .everyone || socket == .admin }
    }

    enum Finding {
        /// The route's place in `routes` and the values of its pattern.
        case route(Int, values: [String])
        /// The path is there, the method is not; with those that are.
        case wrongMethod(allowed: [HTTPMethod])
        case nothing
    }

    func find(_ method: HTTPMethod, _ path: [String]) -> Finding {
        var allowed: [HTTPMethod] = []
        for (place, route) in routes.enumerated() {
            guard let values = route.pattern.match(path) else { continue }
            if route.method == method || route.method == .GET && method == .HEAD { return .route(place, values: values) }
            allowed.append(route.method)
            if route.method == .GET { allowed.append(.HEAD) }
        }
        return allowed.isEmpty ? .nothing : .wrongMethod(allowed: allowed)
    }
}

/// Which of the two sockets.
enum SocketName: String, Sendable {
    case predict, admin
}
