import Domain
import LearnAPI
import Prediction
import Telemetry

/// Everything the daemon answers, as one table. The predictions come first: they are asked for most.
struct Routes: Sendable {
    let operations: any DaemonOperations
    let host: ModelHost
    let metrics: MetricsRegistry
    let release: String

    var all: [Route] { predictions + reading + inference + health + changing }

    private var predictions: [Route] {
        [
            .predict("/v1/models/{model}/predict", .plain),
            .predict("/v1/models/{model}/versions/{version}/predict", .plain),
            .predict("/v2/models/{model}/infer", .inference),
            .predict("/v2/models/{model}/versions/{version}/infer", .inference),
        ]
    }

    private var reading: [Route] {
        [
            .get("/v1/status") { [operations] request in
                var status = try await operations.status()
                status.socket = request.socket.rawValue
                return try .json(status)
            },
            .get("/v1/bases") { [operations] _ in try .json(try await operations.bases()) },
            .get("/v1/models") { [operations] _ in try .json(try await operations.models()) },
            .get("/v1/models/{model}") { [operations] in try .json(try await operations.model($0.model())) },
            .get("/v1/models/{model}/versions") { [operations] in
                try .json(try await operations.versions(of: $0.model(), PageQuery($0.target.query())))
            },
            .get("/v1/models/{model}/versions/{version}") { [operations] in
                try .json(try await operations.version($0.version(), of: $0.model()))
            },
            .get("/v1/models/{model}/history") { [operations] in
                try .json(try await operations.history(of: $0.model(), PageQuery($0.target.query())))
            },
            .get("/v1/batches") { [operations] in try .json(try await operations.batches(BatchQuery($0.target.query()))) },
            .get("/v1/batches/{batch}") { [operations] in try .json(try await operations.batch($0.batch())) },
            Route(method: .GET, pattern: "/v1/events", kind: .events, audience: .everyone, action: .events),
            .get("/metrics", .metrics) { [metrics] _ in
                Response(contentType: MetricsRegistry.contentType, text: try await metrics.text())
            },
        ]
    }

    private var inference: [Route] {
        let inference = InferenceMetadata(operations: operations, host: host, release: release)
        return [
            .get("/v2") { _ in try .json(inference.server) },
            .get("/v2/health/live", .health) { _ in try .json(InferenceState(live: true)) },
            .get("/v2/health/ready", .health) { [operations] _ in
                if let missing = operations.readiness() { throw missing }
                return try .json(InferenceState(ready: true))
            },
            .get("/v2/models/{model}") { try .json(try await inference.model($0.model(), version: nil)) },
            .get("/v2/models/{model}/versions/{version}") { try .json(try await inference.model($0.model(), version: $0.version())) },
            .get("/v2/models/{model}/ready", .health) { try .json(try await inference.state(of: $0.model(), version: nil)) },
            .get("/v2/models/{model}/versions/{version}/ready", .health) {
                try .json(try await inference.state(of: $0.model(), version: $0.version()))
            },
        ]
    }

    private var health: [Route] {
        [
            .get("/health/live", .health) { _ in try .json(HealthResponse(status: "live")) },
            .get("/health/ready", .health) { [operations] _ in
                if let missing = operations.readiness() { throw missing }
                let damaged = operations.damagedModels()
                return try .json(HealthResponse(status: "ready", damaged: damaged.isEmpty ? nil : damaged))
            },
        ]
    }

    private var changing: [Route] {
        let pause: @Sendable (CallRequest) async throws -> Response = { [operations] request in
            let wish = try request.document(PauseRequest.self, absent: PauseRequest())
            return try .json(try await operations.pause(request.model(), reason: wish.reason, by: request.caller()))
        }
        let resume: @Sendable (CallRequest) async throws -> Response = { [operations] request in
            try .json(try await operations.resume(request.model(), by: request.caller()))
        }
        return [
            .change("/v1/models/{model}/rollback") { [operations] request in
                let wish = try request.document(RollbackWish.self, absent: RollbackWish())
                return try .json(try await operations.rollback(request.model(), wish.request, by: request.caller()))
            },
            .change("/v1/models/{model}/promote") { [operations] request in
                let wish = try request.document(PromoteRequest.self)
                return try .json(try await operations.promote(request.model(), wish, by: request.caller()))
            },
            .change("/v1/models/{model}/pause", pause), .change("/v1/models/{model}/resume", resume),
            // Their former names, until the next release.
            .change("/v1/models/{model}/hold", pause), .change("/v1/models/{model}/unhold", resume),
            .change("/v1/models/{model}/relearn") { [operations] request in
                let wish = try request.document(RelearnRequest.self, absent: RelearnRequest())
                return try .json(try await operations.relearn(request.model(), wish, by: request.caller()))
            },
            .change("/v1/models/{model}/refine") { [operations] request in
                try .json(try await operations.refine(request.model(), by: request.caller()))
            },
            .change("/v1/models/{model}/remove") { [operations] request in
                let wish = try request.document(ModelChangeRequest.self, absent: ModelChangeRequest())
                return try .json(try await operations.remove(request.model(), reason: wish.reason, by: request.caller()))
            },
            .change("/v1/models/{model}/compare") { [operations] request in
                let wish = try request.document(CompareRequest.self, absent: CompareRequest())
                return try .json(try await operations.compare(request.model(), wish, by: request.caller()))
            },
            .change("/v1/models/{model}/versions/{version}/verify") { [operations] request in
                try .json(try await operations.verify(request.version(), of: request.model(), by: request.caller()))
            },
            .change("/v1/batches/{batch}/requeue") { [operations] request in
                try .json(try await operations.requeue(request.batch(), by: request.caller()))
            },
            .change("/v1/batches/{batch}/set-aside") { [operations] request in
                let wish = try request.document(SetAsideRequest.self, absent: SetAsideRequest())
                return try .json(try await operations.setAside(request.batch(), reason: wish.reason, by: request.caller()))
            },
            .change("/v1/bases") { [operations] request in
                let wish = try request.document(AddBaseRequest.self)
                return try .json(try await operations.addBase(wish, by: request.caller()))
            },
            .change("/v1/bases/check") { [operations] request in try .json(try await operations.checkBases(by: request.caller())) },
            .change("/v1/bases/{base}/remove") { [operations] request in
                try .json(try await operations.removeBase(request.values[0], by: request.caller()))
            },
            .change("/v1/reload") { [operations] request in try .json(try await operations.reload(by: request.caller())) },
        ]
    }
}

extension BatchQuery {
    /// - Throws: `Refusal` naming the parameter.
    init(_ query: [String: String]) throws(Refusal) {
        self.init()
        for (name, value) in query.sorted(by: { $0.key < $1.key }) {
            func refusal(_ fix: String) -> Refusal { Refusal(.invalid, what: "'\(value)' is not valid", at: "?\(name)=", fix: fix) }
            switch name {
            case "model": model = try ModelName(value)
            case "state":
                state = BatchState(rawValue: value)
                if state == nil { throw refusal("give one of \(BatchState.allCases.map(\.rawValue).joined(separator: ", "))") }
            case "sha256":
                sha256 = Digest(hex: value)
                if sha256 == nil { throw refusal("give 64 hexadecimal digits") }
            case "before":
                before = Int64(value).map { BatchID($0) }
                if before == nil { throw refusal("give a batch's number") }
            case "limit":
                limit = Int(value) ?? 0
                if !(1...Self.mostRows).contains(limit) { throw refusal("give a number from 1 to \(Self.mostRows)") }
            default:
                throw Refusal(
                    .invalid,
                    what: "there is no parameter '\(name)'",
                    at: "?\(name)=",
                    fix: "use model, state, sha256, before or limit"
                )
            }
        }
    }
}
