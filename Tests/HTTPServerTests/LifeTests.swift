import Domain
import HTTPServer
import LearnAPI
import Models
import Synchronization
import Testing

@Suite("Under way")
struct LifeTests {
    @Test("a shutdown lets the request in flight finish, closes who is idle, and ends streams")
    func drain() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await ServerUnderTest.run(change: { $0.drainTimeout = .seconds(60) }) { server in
            server.daemon.gate.withLock { $0 = gate }
            let inFlight = try server.predict()
            let idle = try server.predict()
            let reader = try server.predict()
            #expect(try idle.ask("GET", "/health/live").status == 200)
            try reader.send("GET /v1/events HTTP/1.1\r\n\r\n")
            _ = try reader.answer()
            try inFlight.send("GET /v1/models/m/history HTTP/1.1\r\n\r\n")
            let group = server.group
            onTask { await group.triggerGracefulShutdown() }
            #expect(try idle.isClosed())
            #expect(try reader.chunk() == "")
            #expect(try reader.isClosed())
            #expect(throws: RawConnection.Broken.self) { try server.predict() }
            open.yield()
            let answer = try inFlight.answer()
            #expect(answer.status == 200 && answer.headers["connection"] == "close")
            #expect(try inFlight.isClosed())
        }
    }

    @Test("a shutdown answers who has connected and asks a moment later, and closes who does not ask", arguments: [true, false])
    func late(asks: Bool) async throws {
        // As long as the slowest machine may take to ask.
        try await ServerUnderTest.run(
            change: {
                $0.drainTimeout = .seconds(300)
                if asks { $0.firstRequestTimeout = .seconds(300) }
            }
        ) { server in
            let known = try server.predict()
            #expect(try known.ask("GET", "/health/live").status == 200)
            let new = try server.predict()
            // Accepted, that is: what only waits to be is another process's, or nobody's.
            while try !known.ask("GET", "/metrics").text.contains("learnd_http_connections{socket=\"predict\"} 2\n") {}
            let group = server.group
            onTask { await group.triggerGracefulShutdown() }
            // The shutdown has come this far.
            #expect(try known.isClosed())
            if asks {
                let answer = try new.ask("GET", "/health/live")
                #expect(answer.status == 200 && answer.headers["connection"] == "close")
            }
            #expect(try new.isClosed())
        }
    }

    @Test("a shutdown closes what does not finish in time, and cancels the work for it")
    func drainTimeout() async throws {
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        try await ServerUnderTest.run(change: { $0.drainTimeout = .milliseconds(50) }) { server in
            server.daemon.gate.withLock { $0 = gate }
            let inFlight = try server.predict()
            try inFlight.send("GET /v1/models/m/history HTTP/1.1\r\n\r\n")
            let group = server.group
            onTask { await group.triggerGracefulShutdown() }
            #expect(try inFlight.isClosed())
        }
        withExtendedLifetime(opening) {}
    }

    @Test("a thousand swaps under load: no request fails, and every answer is that of the version it names")
    func swaps() async throws {
        let answered = Mutex(0)
        try await ServerUnderTest.run { server in
            let isSwapping = Mutex(true)
            let askers = Crowd(of: 4) { number in
                let connection = try server.predict()
                let value = number + 1
                let body = #"{"rows":[{"a":\#(value),"b":0},{"a":\#(2 * value),"b":0}]}"#
                var seen = 0
                var count = 0
                while isSwapping.withLock({ $0 }) || count < 100 {
                    let answer = try connection.ask("POST", "/v1/models/m/predict", body).decode(PredictResponse.self)
                    let version = answer.version.rawValue
                    #expect(answer.predictions.map(\.value) == [Double(version * value), Double(2 * version * value)])
                    #expect(version >= seen, "a version once left does not come back")
                    seen = version
                    count += 1
                }
                answered.withLock { $0 += count }
            }
            let model = try ModelName("m")
            for version in 4..<1_004 {
                server.daemon.host.swap(model, to: VersionNumber(version), predictor: VersionPredictor(version: version))
            }
            isSwapping.withLock { $0 = false }
            try askers.join()
            let last = try server.predict().ask("POST", "/v1/models/m/predict", #"{"rows":[]}"#).decode(PredictResponse.self)
            #expect(last.version == VersionNumber(1_003))
        }
        #expect(answered.withLock { $0 } >= 400)
    }
}

/// Starts a task from a thread of our own.
private func onTask(_ work: @escaping @Sendable () async -> Void) {
    Task { await work() }
}
