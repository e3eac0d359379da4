import NIOHTTP1

/// One thing that can be asked for.
struct Route: Sendable {
    enum Audience: Sendable {
        /// Both sockets.
        case everyone
        /// The admin socket; the other has no such path.
        case admins
    }

    enum Action: Sendable {
        /// On the event loop that read the request, or a prediction thread.
        case predict(PredictionForm)
        /// A task of its own.
        case call(@Sendable (CallRequest) async throws -> Response)
        /// A stream of lines until the reader leaves.
        case events
    }

    /// Routes of one kind are counted together in `/metrics`.
    enum Kind: String, Sendable, CaseIterable {
        case predict, infer, read, change, events, health, metrics
    }

    var method: HTTPMethod
    var pattern: PathPattern
    var kind: Kind
    var audience: Audience
    var action: Action

    static func get(
        _ pattern: PathPattern,
        _ kind: Kind = .read,
        _ call: @escaping @Sendable (CallRequest) async throws -> Response
    ) -> Route {
        Route(method: .GET, pattern: pattern, kind: kind, audience: .everyone, action: .call(call))
    }

    /// A change: on the admin socket only.
    static func change(_ pattern: PathPattern, _ call: @escaping @Sendable (CallRequest) async throws -> Response) -> Route {
        Route(method: .POST, pattern: pattern, kind: .change, audience: .admins, action: .call(call))
    }

    static func predict(_ pattern: PathPattern, _ form: PredictionForm) -> Route {
        Route(method: .POST, pattern: pattern, kind: form == .plain ? .predict : .infer, audience: .everyone, action: .predict(form))
    }
}

/// How a prediction's request and answer are written.
enum PredictionForm: Sendable {
    /// `{"rows":[{…}]}`
    case plain
    /// The Open Inference Protocol's tensors.
    case inference
}
