import Domain
import HTTPServer
import LearnAPI
import Testing

@Suite("HTTP/1.1")
struct ProtocolTests {
    private static let body = #"{"rows":[{"a":1,"b":1}]}"#
    private static let answered = #"{"model":"m","version":3,"predictions":[{"value":3.0}]}\#n"#

    @Test("answers pipelined requests in their order, quick and slow ones mixed")
    func pipelining() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            let predict = "POST /v1/models/m/predict HTTP/1.1\r\ncontent-length: \(Self.body.utf8.count)\r\n\r\n\(Self.body)"
            let models = "GET /v1/models HTTP/1.1\r\n\r\n"
            try connection.send(predict + models + models + predict + "GET /no HTTP/1.1\r\n\r\n" + predict)
            let answers = try (0..<6).map { _ in try connection.answer() }
            #expect(answers.map(\.status) == [200, 200, 200, 200, 404, 200])
            #expect(answers[0].text == Self.answered && answers[3].text == Self.answered && answers[5].text == Self.answered)
            #expect(try answers[1].decode(ModelsResponse.self).models.count == 1)
        }
    }

    @Test("answers two hundred pipelined requests sent in one write")
    func manyPipelined() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            let requests = (0..<200).map { number in
                let body = #"{"rows":[{"a":\#(number),"b":1}]}"#
                return "POST /v1/models/m/predict HTTP/1.1\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
            }
            try connection.send(requests.joined())
            for number in 0..<200 {
                #expect(
                    try connection.answer().text == "{\"model\":\"m\",\"version\":3,\"predictions\":[{\"value\":\(Float(number) * 3)}]}\n"
                )
            }
        }
    }

    @Test("takes a body in pieces, in chunks, and byte by byte")
    func bodies() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            try connection.send(
                "POST /v1/models/m/predict HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n"
                    + "5\r\n\(Self.body.prefix(5))\r\n\(String(Self.body.utf8.count - 5, radix: 16))\r\n\(Self.body.dropFirst(5))\r\n0\r\n\r\n"
            )
            #expect(try connection.answer().text == Self.answered)
            for byte in "POST /v1/models/m/predict HTTP/1.1\r\ncontent-length: \(Self.body.utf8.count)\r\n\r\n\(Self.body)".utf8 {
                try connection.send([byte])
            }
            #expect(try connection.answer().text == Self.answered)
        }
    }

    @Test("tells a client that waits to go on, or at once that it need not")
    func expectContinue() async throws {
        try await ServerUnderTest.run(change: { $0.bodyBytes = 1_000 }) { server in
            let connection = try server.predict()
            try connection.send(
                "POST /v1/models/m/predict HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: \(Self.body.utf8.count)\r\n\r\n"
            )
            #expect(try connection.answer().status == 100)
            try connection.send(Self.body)
            #expect(try connection.answer().text == Self.answered)

            try connection.send("POST /v1/models/m/predict HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 1001\r\n\r\n")
            let large = try connection.answer()
            #expect(large.status == 413 && large.headers["connection"] == "close")
            #expect(
                try large.decode(ErrorBody.self).error.description
                    == "the body has 1001 bytes or more, and 1000 are taken; send less at once, or raise server.body_bytes"
            )

            let other = try server.predict()
            try other.send("POST /nowhere HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 10\r\n\r\n")
            #expect(try other.answer().status == 404)
        }
    }

    @Test("answers a body that is too large without breaking the pipe of who sends it, and closes")
    func tooLarge() async throws {
        try await ServerUnderTest.run(change: { $0.bodyBytes = 100_000 }) { server in
            let connection = try server.predict()
            let answer = try connection.ask("POST", "/v1/models/m/predict", [UInt8](repeating: 0x20, count: 300_000))
            #expect(answer.status == 413)
            #expect(try connection.isClosed())
            let chunked = try server.predict()
            try chunked.send("POST /v1/models/m/predict HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n")
            let piece = String(repeating: " ", count: 0x8000)
            for _ in 0..<6 { try chunked.send("8000\r\n\(piece)\r\n") }
            try chunked.send("0\r\n\r\n")
            #expect(try chunked.answer().status == 413)
            #expect(try chunked.isClosed())
        }
    }

    @Test(
        "refuses a head that is too large",
        arguments: [
            "GET /health/live HTTP/1.1\r\nx: \(String(repeating: "y", count: 5_000))\r\n\r\n",
            "GET /health/live HTTP/1.1\r\n\((0..<50).map { "x\($0): \(String(repeating: "y", count: 100))\r\n" }.joined())\r\n",
            "GET /health/live?\(String(repeating: "y", count: 5_000)) HTTP/1.1\r\n\r\n",
        ]
    )
    func largeHead(head: String) async throws {
        try await ServerUnderTest.run(change: { $0.headerBytes = 4_096 }) { server in
            let connection = try server.predict()
            try connection.send(head)
            let answer = try connection.answer()
            #expect(answer.status == 431)
            #expect(try answer.decode(ErrorBody.self).error.what == "the request's head is larger than 4096 bytes")
            #expect(try connection.isClosed())
        }
    }

    @Test("refuses what is not HTTP", arguments: ["nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\u{1} HTTP/1.1\r\n\r\n"])
    func nonsense(text: String) async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            try connection.send(text)
            let answer = try connection.answer()
            #expect([400, 505].contains(answer.status))
            #expect(try answer.decode(ErrorBody.self).error.kind == .invalid)
            #expect(try connection.isClosed())
        }
    }

    @Test(
        "answers a whole request before it refuses the rubbish behind it",
        arguments: ["/health/live", "/v1/models/m", "/v1/models/m/history"]
    )
    func rubbishBehind(path: String) async throws {
        try await ServerUnderTest.run { server in
            for _ in 0..<20 {
                let connection = try server.predict()
                try connection.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n\u{1}\u{2}rubbish\r\n\r\n")
                #expect(try connection.answer().status == 200)
            }
        }
    }

    @Test(
        "takes no transfer coding but chunked, nor a length beyond all bounds",
        arguments: [
            ("Transfer-Encoding: gzip, chunked", 501), ("Transfer-Encoding: identity", 501), ("Content-Length: 9223372036854775808", 413),
        ]
    )
    func codings(header: String, status: Int) async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            try connection.send("POST /v1/models/m/predict HTTP/1.1\r\nHost: x\r\n\(header)\r\n\r\n")
            let answer = try connection.answer()
            #expect(answer.status == status, "\(answer)")
            let kept = try server.predict()
            try kept.send(
                "POST /v1/models/m/predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\nb\r\n{\"rows\":[]}\r\n0\r\n\r\n"
            )
            #expect(try kept.answer().status == 200)
        }
    }

    @Test("HEAD has the head of GET and no body; any or no Host will do; a full URL is its path")
    func heads() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            let head = try connection.ask("HEAD", "/health/live")
            #expect(head.status == 200 && head.headers["content-length"] == "18" && head.body.isEmpty)
            try connection.send("GET /health/live HTTP/1.1\r\n\r\n")
            #expect(try connection.answer().status == 200)
            try connection.send("GET http://somewhere:80/health/live?x=1 HTTP/1.1\r\nHost: elsewhere\r\n\r\n")
            #expect(try connection.answer().status == 200)
            #expect(try connection.ask("HEAD", "/v1/events").headers["transfer-encoding"] == "chunked")
        }
    }

    @Test("closes after an answer to HTTP/1.0 or when asked to, and not else")
    func closing() async throws {
        try await ServerUnderTest.run { server in
            let old = try server.predict()
            try old.send("GET /health/live HTTP/1.0\r\n\r\n")
            #expect(try old.answer().headers["connection"] == "close")
            #expect(try old.isClosed())
            let kept = try server.predict()
            try kept.send("GET /health/live HTTP/1.0\r\nconnection: keep-alive\r\n\r\n")
            #expect(try kept.answer().headers["connection"] == "keep-alive")
            try kept.send("GET /health/live HTTP/1.1\r\nconnection: close\r\n\r\n")
            #expect(try kept.answer().status == 200)
            #expect(try kept.isClosed())
        }
    }

    @Test("answers who has closed his sending side")
    func halfClosed() async throws {
        try await ServerUnderTest.run { server in
            for path in ["/health/live", "/v1/models", "/no"] {
                let connection = try server.predict()
                try connection.send("GET \(path) HTTP/1.1\r\n\r\n")
                connection.closeWriting()
                #expect(try connection.answer().status == (path == "/no" ? 404 : 200))
                #expect(try connection.isClosed())
            }
        }
    }

    @Test(
        "answers all that was sent before the sending side was closed, and before rubbish, in more than one turn",
        arguments: [false, true]
    )
    func halfClosedPipeline(endsInRubbish: Bool) async throws {
        try await ServerUnderTest.run { server in
            // Sixty rows a request: a few of them are a turn.
            let body = "{\"rows\":[" + Array(repeating: #"{"a":7,"b":0}"#, count: 60).joined(separator: ",") + "]}"
            let request = "POST /v1/models/m/predict HTTP/1.1\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
            let connection = try server.predict()
            try connection.send(String(repeating: request, count: 60) + (endsInRubbish ? "\u{1}\u{2}rubbish\r\n\r\n" : ""))
            if !endsInRubbish { connection.closeWriting() }
            for _ in 0..<60 { #expect(try connection.answer().status == 200) }
            if endsInRubbish { #expect(try connection.answer().status == 400) }
            #expect(try connection.isClosed())
        }
    }

    @Test("a connection's pipelined requests leave others their turn")
    func turns() async throws {
        try await ServerUnderTest.run(change: { $0.eventLoopThreads = 1 }) { server in
            let body = "{\"rows\":[" + Array(repeating: #"{"a":7,"b":0}"#, count: 100).joined(separator: ",") + "]}"
            let request = "POST /v1/models/m/predict HTTP/1.1\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
            let greedy = try server.predict()
            let other = try server.predict()
            #expect(try other.ask("GET", "/health/live").status == 200)
            // As much as the socket takes at once; who answers it whole before anybody else is asked has written all answers first.
            try greedy.send(String(repeating: request, count: 60))
            #expect(try other.ask("GET", "/health/live").status == 200)
            for _ in 0..<60 { #expect(try greedy.answer().status == 200) }
        }
    }

    @Test("closes a connection that is idle, and answers 408 to half a request")
    func idle() async throws {
        try await ServerUnderTest.run(change: { $0.idleTimeout = .milliseconds(100) }) { server in
            let quiet = try server.predict()
            let half = try server.predict()
            try half.send("POST /v1/models/m/predict HTTP/1.1\r\ncontent-length: 10\r\n\r\n{")
            let answer = try half.answer()
            #expect(answer.status == 408)
            #expect(try answer.decode(ErrorBody.self).error.what == "the request did not come to its end within 0.1 seconds")
            #expect(try half.isClosed() && quiet.isClosed())
        }
    }

    @Test("turns away a connection that is one too many, and takes the next when one has gone")
    func tooMany() async throws {
        try await ServerUnderTest.run(change: { $0.connections = 2 }) { server in
            var held: [RawConnection] = [try server.predict(), try server.predict()]
            for connection in held { #expect(try connection.ask("GET", "/health/live").status == 200) }
            let turned = try server.predict()
            let answer = try turned.answer()
            #expect(answer.status == 503 && answer.headers["retry-after"] == "5")
            #expect(try answer.decode(ErrorBody.self).error.what == "2 connections are open already")
            #expect(try server.admin().ask("GET", "/health/live").status == 200, "the other socket counts its own")
            try held[1].send("GET /health/live HTTP/1.1\r\nconnection: close\r\n\r\n")
            #expect(try held[1].answer().status == 200)
            #expect(try held[1].isClosed())
            held.removeLast()
            var status = 503
            while status == 503 {
                let next = try server.predict()
                try next.send("GET /health/live HTTP/1.1\r\n\r\n")
                status = try next.answer().status
            }
            #expect(status == 200)
        }
    }
}
