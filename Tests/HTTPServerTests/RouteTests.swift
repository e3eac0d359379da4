import Domain
import Glibc
import HTTPServer
import LearnAPI
import Testing

@Suite("Routes")
struct RouteTests {
    @Test("every reading route answers on both sockets with its document")
    func reading() async throws {
        try await ServerUnderTest.run { server in
            for connection in [try server.predict(), try server.admin()] {
                #expect(try connection.ask("GET", "/v1/models").decode(ModelsResponse.self).models.map(\.name.text) == ["m"])
                #expect(try connection.ask("GET", "/v1/models/m").decode(ModelResponse.self).model.serving == VersionNumber(3))
                #expect(try connection.ask("GET", "/v1/models/m/versions").decode(VersionsResponse.self).versions.count == 3)
                #expect(
                    try connection.ask("GET", "/v1/models/m/versions/2").decode(VersionResponse.self).version.number == VersionNumber(2)
                )
                #expect(try connection.ask("GET", "/v1/models/m/history").decode(HistoryResponse.self).activations.isEmpty)
                #expect(try connection.ask("GET", "/v1/batches").decode(BatchesResponse.self).batches.isEmpty)
                #expect(try connection.ask("GET", "/v1/batches/7").decode(BatchResponse.self).file == "a.csv")
                #expect(try connection.ask("GET", "/health/live").text == "{\"status\":\"live\"}\n")
                #expect(try connection.ask("GET", "/health/ready").text == "{\"status\":\"ready\"}\n")
                let metrics = try connection.ask("GET", "/metrics")
                #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
                #expect(metrics.text.contains("learnd_http_requests_total{kind=\"read\",code=\"200\"}"))
                #expect(metrics.text.contains("learnd_serving_version{model=\"m\"} 3\n"))
            }
            #expect(try server.predict().ask("GET", "/v1/status").decode(StatusResponse.self).socket == "predict")
            #expect(try server.admin().ask("GET", "/v1/status").decode(StatusResponse.self).socket == "admin")
        }
    }

    @Test("requests are counted by the kind of their path: few series, and none before the first of its kind")
    func kinds() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.admin()
            let tensor = #"{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP64","data":[1,2]}]}"#
            _ = try connection.ask("POST", "/v1/models/m/predict", CompressionTests.body)
            _ = try connection.ask("POST", "/v1/models/m/versions/3/predict", CompressionTests.body)
            _ = try connection.ask("POST", "/v2/models/m/infer", tensor)
            #expect(try !connection.ask("GET", "/metrics").text.contains("kind=\"change\""))
            for path in ["/v1/models", "/v1/models/m/history", "/v2", "/v2/models/m", "/v1/models/lost"] {
                _ = try connection.ask("GET", path)
            }
            for path in ["/health/live", "/health/ready", "/v2/health/ready", "/v2/models/m/ready"] { _ = try connection.ask("GET", path) }
            _ = try connection.ask("POST", "/v1/models/m/pause", "{}")
            _ = try connection.ask("GET", "/nothing")
            let lines = try connection.ask("GET", "/metrics").text.split(separator: "\n")
            #expect(
                lines.filter { $0.hasPrefix("learnd_http_requests_total{") }.sorted() == [
                    #"learnd_http_requests_total{kind="change",code="200"} 1"#, #"learnd_http_requests_total{kind="health",code="200"} 4"#,
                    #"learnd_http_requests_total{kind="infer",code="200"} 1"#, #"learnd_http_requests_total{kind="metrics",code="200"} 1"#,
                    #"learnd_http_requests_total{kind="none",code="404"} 1"#, #"learnd_http_requests_total{kind="predict",code="200"} 2"#,
                    #"learnd_http_requests_total{kind="read",code="200"} 4"#, #"learnd_http_requests_total{kind="read",code="404"} 1"#,
                ]
            )
            let counts = lines.filter { $0.hasPrefix("learnd_http_request_duration_seconds_count{") }
            #expect(counts.contains(#"learnd_http_request_duration_seconds_count{kind="predict"} 2"#))
            #expect(counts.contains(#"learnd_http_request_duration_seconds_count{kind="read"} 5"#) && counts.count == 6)
        }
    }

    @Test("a page of versions or of history is asked for by its beginning and its length, and what is wrong in that is named")
    func pageQuery() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            for list in ["versions", "history"] {
                for query in ["", "?before=9&limit=5"] {
                    #expect(try connection.ask("GET", "/v1/models/m/\(list)\(query)").status == 200)
                }
                for (query, what, fix) in [
                    ("limit=1001", "'1001' is not valid", "give a number from 1 to 1000"),
                    ("before=x", "'x' is not valid", "give the number that the page before has as 'before'"),
                    ("color=red", "there is no parameter 'color'", "use before or limit"),
                ] {
                    let answer = try connection.ask("GET", "/v1/models/m/\(list)?" + query)
                    let error = try answer.decode(ErrorBody.self).error
                    #expect(answer.status == 400 && error.what == what && error.fix == fix)
                }
            }
            #expect(server.daemon.state.withLock(\.pages) == ["versions 0 1000", "versions 9 5", "history 0 1000", "history 9 5"])
        }
    }

    @Test("the query of batches is read, and what is wrong in it is named")
    func batchQuery() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            let hex = String(repeating: "ab", count: 32)
            #expect(try connection.ask("GET", "/v1/batches?model=m&state=set_aside&before=9&limit=5&sha256=\(hex)").status == 200)
            #expect(server.daemon.state.withLock(\.changes) == ["batches m set_aside 9 5"])
            for (query, what, fix) in [
                ("state=lost", "'lost' is not valid", "give one of waiting, training, learned, held, set_aside, refused, duplicate"),
                ("limit=0", "'0' is not valid", "give a number from 1 to 1000"), ("before=x", "'x' is not valid", "give a batch's number"),
                ("sha256=12", "'12' is not valid", "give 64 hexadecimal digits"),
                ("color=red", "there is no parameter 'color'", "use model, state, sha256, before or limit"),
                ("model=%2e", "'.' is not a model's name", "use 1 to 64 of a-z A-Z 0-9 . _ - with a letter or digit first"),
            ] {
                let answer = try connection.ask("GET", "/v1/batches?" + query)
                #expect(answer.status == 400)
                let error = try answer.decode(ErrorBody.self).error
                #expect(error.what == what && error.fix == fix)
            }
        }
    }

    @Test(
        "paths of other servers are answered with ours",
        arguments: [
            ("/v1/models/m:predict", "/v1/models/m/predict"), ("/v1/models/m/versions/2:predict", "/v1/models/m/versions/2/predict"),
            ("/v1/models/m%3Apredict?x=1", "/v1/models/m/predict"), ("/v1/models/iris:explain", "/v1/models/iris/predict"),
            ("/v2/models/m:infer", "/v2/models/m/infer"),
        ],
        ["POST", "GET"]
    )
    func colons(path: (asked: String, meant: String), method: String) async throws {
        try await ServerUnderTest.run { server in
            let answer = try server.predict().ask(method, path.asked, #"{"instances":[]}"#)
            #expect(answer.status == 404)
            #expect(answer.text.contains("use \(path.meant)"))
        }
    }

    @Test("changing routes pass on what is wished and by whom, on the admin socket")
    func changing() async throws {
        try await ServerUnderTest.run { server in
            let admin = try server.admin()
            #expect(try admin.ask("POST", "/v1/models/m/rollback").decode(ActivationResponse.self).applied)
            let dry = #"{"to":1,"dry_run":true,"requeue":true,"reason":"why"}"#
            #expect(try !admin.ask("POST", "/v1/models/m/rollback", dry).decode(ActivationResponse.self).applied)
            #expect(try admin.ask("POST", "/v1/models/m/promote", #"{"version":2}"#).status == 200)
            #expect(try admin.ask("POST", "/v1/models/m/promote", #"{"version":1}"#).status == 422)
            #expect(try admin.ask("POST", "/v1/models/m/pause", #"{"reason":"odd"}"#).decode(PauseResponse.self).changed)
            #expect(try admin.ask("POST", "/v1/models/m/resume").status == 409)
            #expect(try admin.ask("POST", "/v1/models/m/relearn", #"{"reason":"label"}"#).decode(RelearnResponse.self).versions == 3)
            #expect(try admin.ask("POST", "/v1/models/m/refine").decode(RefineResponse.self).job == JobID(9))
            #expect(try admin.ask("POST", "/v1/models/m/remove").decode(RemoveResponse.self).archivedFiles == 1)
            #expect(try admin.ask("POST", "/v1/models/m/compare", #"{"methods":["er"]}"#).decode(CompareResponse.self).versions == 1)
            #expect(try admin.ask("POST", "/v1/models/m/versions/3/verify").decode(VerifyResponse.self).outcome == .equal)
            #expect(try admin.ask("POST", "/v1/batches/7/requeue").decode(BatchResponse.self).id == BatchID(7))
            #expect(try admin.ask("POST", "/v1/batches/7/set-aside", "{}").status == 200)
            #expect(try admin.ask("POST", "/v1/bases", #"{"path":"/b","name":"small"}"#).decode(AddBaseResponse.self).added)
            #expect(try admin.ask("POST", "/v1/bases/check").decode(BasesResponse.self).bases.count == 1)
            #expect(try admin.ask("POST", "/v1/bases/small/remove").status == 200)
            #expect(try admin.ask("POST", "/v1/reload").decode(ReloadResponse.self).applied.isEmpty)
            let (changes, callers) = server.daemon.state.withLock { ($0.changes, $0.callers) }
            #expect(
                changes == [
                    "rollback m back dry false requeue false", "rollback m 1 dry true requeue true", "promote m 2", "promote m 1",
                    "hold m odd",
                    "resume m", "relearn m label", "refine m", "remove m -", #"compare m ["er"]"#, "verify m 3", "requeue 7", "set aside 7 -",
                    "add-base /b small", "check-bases", "remove-base small", "reload",
                ]
            )
            #expect(callers.allSatisfy { $0 == Caller(uid: getuid(), pid: getpid()) })
        }
    }

    @Test(
        "changing routes are not there on the predict socket",
        arguments: [
            "/v1/models/m/rollback", "/v1/models/m/promote", "/v1/models/m/pause", "/v1/models/m/resume", "/v1/models/m/relearn",
            "/v1/models/m/refine", "/v1/models/m/remove", "/v1/models/m/compare", "/v1/models/m/versions/3/verify", "/v1/batches/7/requeue",
            "/v1/batches/7/set-aside", "/v1/bases/check", "/v1/bases/b/remove", "/v1/reload",
        ]
    )
    func notOnPredict(path: String) async throws {
        try await ServerUnderTest.run { server in
            let answer = try server.predict().ask("POST", path, "{}")
            #expect(answer.status == 404)
            #expect(try answer.decode(ErrorBody.self).error.what == "no such path: \(path)")
            #expect(server.daemon.state.withLock(\.changes).isEmpty)
        }
    }

    @Test("a method that a path does not take is told which it does")
    func wrongMethod() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            let answer = try connection.ask("DELETE", "/v1/models/m")
            #expect(answer.status == 405 && answer.headers["allow"] == "GET, HEAD")
            #expect(try answer.decode(ErrorBody.self).error.description == "DELETE is not allowed at /v1/models/m; use GET or HEAD")
            let predict = try connection.ask("GET", "/v2/models/m/infer")
            #expect(predict.status == 405 && predict.headers["allow"] == "POST")
            #expect(predict.text == "{\"error\":\"GET is not allowed at /v2/models/m/infer; use POST\"}\n")
        }
    }

    @Test("what is not there is a 404 that says what is not there")
    func notFound() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            for (path, what) in [
                ("/v1/models/none", "there is no model 'none'"), ("/v1/batches/8", "there is no batch 8"),
                ("/v1/models/m/versions/9", "model 'm' has no version 9"), ("/nowhere", "no such path: /nowhere"),
                ("/v1/models/", "no such path: /v1/models/"),
            ] {
                let answer = try connection.ask("GET", path)
                #expect(answer.status == 404)
                #expect(try answer.decode(ErrorBody.self).error.what == what)
            }
            for (path, what) in [
                ("/v1/models/m/versions/x", "'x' is no version"), ("/v1/batches/0", "'0' is no batch"),
                ("/v1/models/%zz", "'%zz' holds a % that no two hexadecimal digits follow"), ("/v1/models/%ff", "'%ff' is not UTF-8"),
                ("/v1/models/-x", "'-x' is not a model's name"),
            ] {
                let answer = try connection.ask("GET", path)
                #expect(answer.status == 400)
                #expect(try answer.decode(ErrorBody.self).error.what == what)
            }
        }
    }

    @Test("a document that is not what the route takes is refused by what it lacks")
    func wrongDocument() async throws {
        try await ServerUnderTest.run { server in
            let admin = try server.admin()
            let missing = try admin.ask("POST", "/v1/models/m/promote", "{}")
            #expect(missing.status == 400)
            #expect(try missing.decode(ErrorBody.self).error.what == "the body is not what PromoteRequest takes: 'version' is missing")
            #expect(try admin.ask("POST", "/v1/models/m/pause", "no").status == 400)
        }
    }

    @Test("not ready is a 503 with when to try again")
    func notReady() async throws {
        try await ServerUnderTest.run { server in
            server.daemon.state.withLock { $0.readiness = Refusal(.unavailable, what: "the models are being loaded") }
            for path in ["/health/ready", "/v2/health/ready"] {
                let answer = try server.predict().ask("GET", path)
                #expect(answer.status == 503 && answer.headers["retry-after"] == "5")
                #expect(answer.text.contains("the models are being loaded"))
            }
            #expect(try server.predict().ask("GET", "/health/live").status == 200)
        }
    }
}
