import Domain
import Glibc
import HTTPServer
import LearnAPI
import Testing

@Suite("Events")
struct EventTests {
    private static let subscribe = "GET /v1/events HTTP/1.1\r\n\r\n"

    private static func event(_ number: Int, model: String = "m", reason: String? = nil) throws -> Event {
        Event(type: .jobProgress, at: "2026-01-01T00:00:00.000Z", model: try ModelName(model), step: number, reason: reason)
    }

    /// The next line that is no sign of life.
    private static func line(_ connection: RawConnection) throws -> String {
        while true {
            let chunk = try connection.chunk()
            if chunk != "\n" { return chunk }
        }
    }

    @Test("are one line each, from the moment the head has come")
    func lines() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            try connection.send(Self.subscribe)
            let head = try connection.answer()
            #expect(head.status == 200 && head.headers["content-type"] == "application/x-ndjson")
            server.daemon.publish(try Self.event(1))
            server.daemon.publish(try Self.event(2))
            #expect(
                try Self.line(connection) == #"{"at":"2026-01-01T00:00:00.000Z","model":"m","step":1,"type":"job_progress"}"# + "\n"
            )
            #expect(try Self.line(connection).contains(#""step":2"#))
        }
    }

    @Test("are of one model where that is asked for")
    func filtered() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.admin()
            try connection.send("GET /v1/events?model=iris HTTP/1.1\r\n\r\n")
            _ = try connection.answer()
            server.daemon.publish(try Self.event(1))
            server.daemon.publish(try Self.event(2, model: "iris"))
            #expect(try Self.line(connection).contains(#""model":"iris","step":2"#))
            let wrong = try server.admin().ask("GET", "/v1/events?model=")
            #expect(wrong.status == 400)
            #expect(try wrong.decode(ErrorBody.self).error.what == "'' is not a model's name")
        }
    }

    @Test("come bare to HTTP/1.0, until the connection closes")
    func oldClient() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            try connection.send("GET /v1/events HTTP/1.0\r\n\r\n")
            #expect(try connection.answer().headers["transfer-encoding"] == nil)
            server.daemon.publish(try Self.event(1))
            for listener in server.daemon.state.withLock(\.listeners) { listener.finish() }
            #expect(String(decoding: try connection.rest(), as: UTF8.self).hasSuffix("\"step\":1,\"type\":\"job_progress\"}\n"))
        }
    }

    @Test("end with their source, in order")
    func sourceEnds() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            try connection.send(Self.subscribe)
            _ = try connection.answer()
            server.daemon.publish(try Self.event(1))
            for listener in server.daemon.state.withLock(\.listeners) { listener.finish() }
            #expect(try Self.line(connection).contains(#""step":1"#))
            #expect(try connection.chunk() == "")
            #expect(try connection.isClosed())
        }
    }

    @Test("stop for a reader who does not read, with a last line that says so")
    func slowReader() async throws {
        try await ServerUnderTest.run(change: { $0.eventBacklogBytes = 100_000 }) { server in
            let connection = try server.predict()
            try connection.send(Self.subscribe)
            _ = try connection.answer()
            let long = String(repeating: "x", count: 10_000)
            for number in 0..<200 { server.daemon.publish(try Self.event(number, reason: long)) }
            // Not before it has been given up: a reader who begins in time is not too slow.
            let other = try server.predict()
            while try !other.ask("GET", "/metrics").text.contains("learnd_events_dropped_readers_total 1\n") {
                usleep(1_000)
            }
            var last = ""
            var count = 0
            while let chunk = try? connection.chunk(), !chunk.isEmpty {
                last = chunk
                count += 1
            }
            #expect(count < 200)
            #expect(last.contains(#""type":"dropped""#) && last.contains("read too slowly"))
            #expect(try connection.isClosed())
        }
    }

    @Test("have a bound of their own, of which one user has half; whoever else asks is answered")
    func bound() async throws {
        try await ServerUnderTest.run(change: { $0.eventReaders = 6 }) { server in
            var readers: [RawConnection] = []
            for _ in 0..<3 {
                let connection = try server.predict()
                try connection.send(Self.subscribe)
                #expect(try connection.answer().status == 200)
                readers.append(connection)
            }
            let refused = try server.predict().ask("GET", "/v1/events")
            #expect(refused.status == 503)
            #expect(try refused.decode(ErrorBody.self).error.what == "as many read events already as may, or as one user may")
            #expect(try server.predict().ask("GET", "/health/live").status == 200)
            readers.removeLast()
            var status = 503
            for _ in 0..<200 where status != 200 {
                let connection = try server.predict()
                try connection.send(Self.subscribe)
                status = try connection.answer().status
                readers.append(connection)
                usleep(10_000)
            }
            #expect(status == 200, "one who left makes room")
        }
    }

    @Test("stop for a reader whose lines have waited longer than a connection may be idle, however few they are")
    func neverRead() async throws {
        try await ServerUnderTest.run(change: {
            $0.idleTimeout = .milliseconds(300)
            $0.eventBacklogBytes = 100 << 20
        }) { server in
            let connection = try server.predict()
            try connection.send(Self.subscribe)
            _ = try connection.answer()
            // More than the kernel keeps for a reader.
            let long = String(repeating: "x", count: 100_000)
            for number in 0..<30 { server.daemon.publish(try Self.event(number, reason: long)) }
            var dropped = false
            for _ in 0..<500 where !dropped {
                usleep(10_000)
                dropped = try server.predict().ask("GET", "/metrics").text.contains("learnd_events_dropped_readers_total 1\n")
            }
            #expect(dropped)
        }
    }

    @Test("let their source go when the reader leaves")
    func readerLeaves() async throws {
        let (gone, left) = AsyncStream.makeStream(of: Void.self)
        try await ServerUnderTest.run { server in
            do {
                let connection = try server.predict()
                try connection.send(Self.subscribe)
                _ = try connection.answer()
                server.daemon.state.withLock(\.listeners.first)?.onTermination = { _ in left.yield() }
            }
        }
        for await _ in gone { break }
    }
}
