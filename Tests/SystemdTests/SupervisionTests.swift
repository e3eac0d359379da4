import Logging
import Synchronization
import Systemd
import Testing

/// What systemd hears. One after another: they share the one socket.
@Suite("Supervision by systemd", .serialized)
struct SupervisionTests {
    private let socket = NotifySocket.shared
    private let notifier = Notifier()

    init() { _ = socket.received() }

    @Test("tells that it is ready, what it does, that it reloads and that it stops")
    func messages() {
        notifier.ready(status: "serving 2 models")
        notifier.status("training digits")
        notifier.stopping(status: "draining")
        notifier.feedWatchdog()
        #expect(
            socket.received() == [
                "READY=1\nSTATUS=serving 2 models", "STATUS=training digits", "STOPPING=1\nSTATUS=draining", "WATCHDOG=1",
            ]
        )
        notifier.reloading()
        let reload = socket.received()[0].split(separator: "\n")
        #expect(reload[0] == "RELOADING=1")
        #expect(reload[1].hasPrefix("MONOTONIC_USEC=") && Int(reload[1].dropFirst(15)) ?? 0 > 0)
    }

    @Test("a status with line breaks stays one assignment")
    func injection() {
        notifier.status("a\nWATCHDOG=trigger\r\nb")
        #expect(socket.received() == ["STATUS=a WATCHDOG=trigger  b"])
    }

    /// Runs the service for as many turns as `duringTurn` has, each of `pause`; its sleep is where a turn ends.
    private func run(_ tracker: ProgressTracker, interval: Duration?, duringTurn: [@Sendable () -> Void]) async throws -> (
        fed: [Int], pauses: [Duration]
    ) {
        let socket = socket
        let seen = Mutex<(fed: [Int], pauses: [Duration])>(([], []))
        let service = WatchdogService(
            tracker: tracker,
            notifier: notifier,
            interval: interval,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { pause in
            let turn = seen.withLock { seen in
                seen.fed.append(socket.received().count { $0 == "WATCHDOG=1" })
                seen.pauses.append(pause)
                return seen.fed.count
            }
            guard turn <= duringTurn.count else { throw CancellationError() }
            duringTurn[turn - 1]()
        }
        try await service.run()
        return seen.withLock { $0 }
    }

    @Test("the watchdog is fed three times an interval while parts make progress")
    func fed() async throws {
        let result = try await run(ProgressTracker(), interval: .seconds(30), duringTurn: [{}, {}])
        #expect(result.fed == [1, 1, 1])
        #expect(result.pauses == [.seconds(10), .seconds(10), .seconds(10)])
    }

    @Test("it starves while a part is stuck, and is fed again when that goes on")
    func starved() async throws {
        let time = ManualTime()
        let tracker = ProgressTracker { time.now }
        let part = tracker.part("scheduler")
        part.working(on: "a commit", within: .seconds(5))
        let result = try await run(
            tracker,
            interval: .seconds(30),
            duringTurn: [{ time.advance(by: .seconds(6)) }, { time.advance(by: .seconds(6)) }, { part.idle() }]
        )
        #expect(result.fed == [1, 0, 0, 1])
    }

    @Test("nobody is fed where nobody watches")
    func unwatched() async throws {
        let result = try await run(ProgressTracker(), interval: nil, duringTurn: [{}])
        #expect(result.fed == [0, 0])
        #expect(result.pauses.count == 2)
    }

    @Test("the stalled part stands in the status")
    func status() async throws {
        let time = ManualTime()
        let tracker = ProgressTracker { time.now }
        tracker.part("scheduler").working(on: "a commit", within: .seconds(5))
        time.advance(by: .seconds(7))
        let service = WatchdogService(
            tracker: tracker,
            notifier: notifier,
            interval: .seconds(30),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { _ in
            throw CancellationError()
        }
        try await service.run()
        #expect(socket.received() == ["STATUS=stalled: scheduler has made no progress with a commit; its deadline passed 2 s ago"])
    }
}
