import Composition
import Configuration
import Domain
import Foundation
import LearnClient
import Logging
import Pipeline
import Systemd
import Testing

@Suite("Daemon", .timeLimit(.minutes(5)))
struct DaemonTests {
    @Test("made by a function, it learns what is dropped, answers over its socket, and lets its state go when it is told to end")
    func lives() async throws {
        let state = FileManager.default.temporaryDirectory.path + "/learnd-made-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: state) }
        let daemon = try await make(state)
        let running = Task { try await daemon.run() }
        let inbox = state + "/inbox/points"
        try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
        let rows = (0..<200).map { "\($0 % 2 * 10).\($0 % 7),\($0 % 5),\($0 % 2 == 0 ? "left" : "right")" }
        try Data(("x,y,label\n" + rows.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: inbox + "/.points"))
        try FileManager.default.moveItem(atPath: inbox + "/.points", toPath: inbox + "/points.csv")

        let points = try ModelName("points")
        while daemon.host.serving(points) == nil { try await Task.sleep(for: .milliseconds(50)) }
        let client = DaemonClient(sockets: SocketSelection(folder: state + "/run"))
        #expect(try await client.status().models.first?.serving == VersionNumber(1))
        await client.close()

        await daemon.stop()
        try await running.value
        // Its lock is free, and what it learned is there.
        let next = try await make(state)
        #expect(next.host.serving(points)?.number == VersionNumber(1))
    }

    @Test("is not made on a state that another has open")
    func alone() async throws {
        let state = FileManager.default.temporaryDirectory.path + "/learnd-made-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: state) }
        let first = try await make(state)
        let refusal = await #expect(throws: Refusal.self) { _ = try await make(state) }
        #expect(refusal.map { "\($0)".contains("another") } == true, "\(String(describing: refusal))")
        withExtendedLifetime(first) {}
    }

    private func make(_ state: String) async throws -> Daemon {
        let request = LoadedConfiguration.Request(
            config: nil,
            state: state,
            set: ["inbox.settle=100ms", "inbox.scan_interval=1s", "defaults.training.max_steps=600"],
            environment: [:],
            workingDirectory: "/"
        )
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let folder = ProcessInfo.processInfo.environment["LEARND_BIN"] ?? ".build/release"
        return try await Daemon.make(
            LoadedConfiguration.load(request),
            request: request,
            Daemon.Surroundings(
                inherited: InheritedSockets.take(),
                executable: folder + "/learnd",
                notifier: Notifier(isSilent: true),
                threshold: LogThreshold(.info),
                logger: logger
            ),
            endsOn: []
        )
    }
}
