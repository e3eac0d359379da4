import Domain
import FakeDaemon
import LearnAPI
import LearnClient
import Testing

@Suite("Events of the client")
struct EventTests {
    @Test("hands on every event in order, across pieces and keep-alive lines, until the daemon ends")
    func order() async throws {
        try await FakeDaemon.run(answer: { _ in .stream }) { daemon in
            try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                let steps = try await client.withEvents(of: try ModelName("digits")) { events in
                    for step in 1...300 {
                        daemon.emit(#"{"type":"job_progress","at":"t","model":"digits","job":1,"step":\#(step),"steps":300}"#)
                        if step % 7 == 0 { daemon.emit("") }
                    }
                    daemon.endStreams()
                    var steps: [Int] = []
                    while let event = try await events.next() { steps.append(event.step ?? -1) }
                    return steps
                }
                #expect(steps == Array(1...300))
            }
            #expect(daemon.requests.map(\.target) == ["/v1/events?model=digits"])
        }
    }

    @Test("keeps types that it does not know")
    func unknown() async throws {
        try await FakeDaemon.run(answer: { _ in .stream }) { daemon in
            try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                let event = try await client.withEvents { events in
                    daemon.emit(#"{"type":"moon_rose","at":"t","color":"red"}"#)
                    return try await events.next()
                }
                #expect(event?.type.rawValue == "moon_rose")
            }
        }
    }

    @Test("throws the daemon's refusal where events are not given")
    func refused() async throws {
        try await FakeDaemon.run(answer: { _ in .json(404, #"{"error":{"kind":"not_found","what":"no model 'x'"}}"#) }) { daemon in
            try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                let error = await clientError { try await client.withEvents { events in _ = try await events.next() } }
                #expect(error == .refused(Refusal(.notFound, what: "no model 'x'"), status: 404))
            }
        }
    }

    @Test("stops at once when its task is cancelled")
    func cancelled() async throws {
        try await FakeDaemon.run(answer: { _ in .stream }) { daemon in
            try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                await withTaskGroup(of: Void.self) { group in
                    let (opened, sender) = AsyncStream.makeStream(of: Void.self)
                    group.addTask {
                        try? await client.withEvents { events in
                            sender.yield()
                            _ = try await events.next()
                        }
                        sender.finish()
                    }
                    for await _ in opened { group.cancelAll() }
                }
            }
        }
    }
}
