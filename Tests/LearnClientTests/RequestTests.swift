import Domain
import FakeDaemon
import LearnAPI
import LearnClient
import Testing

@Suite("Requests of the client")
struct RequestTests {
    private let modelsBody = #"{"models":[{"name":"iris","versions":2,"serving":2,"batches":{"learned":2}}]}"#

    @Test("decodes an answer, whole or in pieces")
    func decodes() async throws {
        for reply in [FakeReply.json(200, modelsBody), .pieces([String(modelsBody.prefix(20)), String(modelsBody.dropFirst(20))])] {
            try await FakeDaemon.run(answer: { _ in reply }) { daemon in
                try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                    let models = try await client.models().models
                    #expect(models.map(\.name.text) == ["iris"])
                    #expect(models.first?.serving == VersionNumber(2))
                }
            }
        }
    }

    @Test("keeps one connection for requests one after another")
    func keepsConnections() async throws {
        let body = modelsBody
        try await FakeDaemon.run(answer: { _ in .json(200, body) }) { daemon in
            try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                for _ in 0..<20 { _ = try await client.models() }
            }
            #expect(daemon.connectionCount == 1)
            #expect(daemon.requests.count == 20)
        }
    }

    @Test("opens another connection where the daemon said it closes the last")
    func closingConnections() async throws {
        let body = modelsBody
        try await FakeDaemon.run(answer: { _ in .last(200, body) }) { daemon in
            try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                for _ in 0..<5 { _ = try await client.models() }
            }
            #expect(daemon.connectionCount == 5)
        }
    }

    @Test("carries many requests at once, each with its own answer")
    func concurrent() async throws {
        try await FakeDaemon.run(answer: { request in
            let id = request.target.split(separator: "/").last ?? "0"
            return .json(
                200,
                #"{"id":\#(id),"model":"m","file":"f","bytes":1,"rows":1,"refused_rows":0,"warnings":[],"state":"waiting","received_at":"t"}"#
            )
        }) { daemon in
            try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 1...200 {
                        group.addTask { try await client.batch(BatchID(Int64(number))).id == BatchID(Int64(number)) }
                    }
                    for try await isRight in group { #expect(isRight) }
                }
            }
        }
    }

    @Test(
        "sends each route as the API documents it",
        arguments: [
            ("GET /v1/status", ""), ("GET /v1/models/m/versions/3", ""), ("GET /v1/models/m/history", ""),
            ("POST /v1/models/m/rollback", #""to":3"#), ("POST /v1/models/m/promote", #""version":3"#),
            ("POST /v1/models/m/pause", #""reason":"why""#), ("POST /v1/models/m/resume", ""), ("POST /v1/batches/7/requeue", ""),
            ("POST /v1/batches/7/set-aside", #""reason":"why""#), ("POST /v1/reload", ""),
            ("POST /v1/models/m/predict", #"{"rows":[{"a":1},{"a":2}]}"#),
            ("POST /v1/models/m/versions/3/predict", #"{"rows":[{"a":1},{"a":2}]}"#),
        ]
    )
    func routes(route: String, body: String) async throws {
        try await FakeDaemon.run(answer: { _ in .json(404, #"{"error":{"kind":"not_found","what":"no"}}"#) }) { daemon in
            try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                let model = try ModelName("m")
                let rows = [Array(#"{"a":1}"#.utf8), Array(#"{"a":2}"#.utf8)]
                let calls: [String: () async throws -> Void] = [
                    "GET /v1/status": { _ = try await client.status() },
                    "GET /v1/models/m/versions/3": { _ = try await client.version(VersionNumber(3), of: model) },
                    "GET /v1/models/m/history": { _ = try await client.history(of: model) },
                    "POST /v1/models/m/rollback": {
                        _ = try await client.rollback(model, RollbackRequest(to: VersionNumber(3), dryRun: false, requeue: false))
                    },
                    "POST /v1/models/m/promote": { _ = try await client.promote(model, PromoteRequest(version: VersionNumber(3))) },
                    "POST /v1/models/m/pause": { _ = try await client.pause(model, reason: "why") },
                    "POST /v1/models/m/resume": { _ = try await client.resume(model) },
                    "POST /v1/batches/7/requeue": { _ = try await client.requeue(BatchID(7)) },
                    "POST /v1/batches/7/set-aside": { _ = try await client.setAside(BatchID(7), reason: "why") },
                    "POST /v1/reload": { _ = try await client.reload() },
                    "POST /v1/models/m/predict": { _ = try await client.predict(model, rows: rows) },
                    "POST /v1/models/m/versions/3/predict": { _ = try await client.predict(model, version: VersionNumber(3), rows: rows) },
                ]
                let call = try #require(calls[route])
                #expect(await clientError(call) == .refused(Refusal(.notFound, what: "no"), status: 404))
            }
            let request = try #require(daemon.requests.first)
            #expect(request.route == route)
            #expect(request.body.contains(body))
        }
    }

    @Test("asks for batches by what was given, percent-encoded, and nothing else")
    func query() async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, #"{"batches":[]}"#) }) { daemon in
            try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                _ = try await client.batches()
                _ = try await client.batches(of: try ModelName("a.b"), state: .setAside, before: BatchID(9), limit: 5)
            }
            #expect(daemon.requests.map(\.target) == ["/v1/batches", "/v1/batches?model=a.b&state=set_aside&before=9&limit=5"])
        }
    }
}
