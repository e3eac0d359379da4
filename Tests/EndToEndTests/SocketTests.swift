import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import Testing

@Suite("The two sockets")
struct SocketTests {
    static let activator = "/usr/bin/systemd-socket-activate"
    static let changingPaths = [
        "/v1/models/points/rollback", "/v1/models/points/promote", "/v1/models/points/pause", "/v1/models/points/resume",
        "/v1/batches/1/requeue", "/v1/batches/1/set-aside", "/v1/reload",
    ]

    private let model = try! ModelName("points")

    @Test("routes that change anything are not there on the predict socket, and are on the admin socket")
    func changingRoutes() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "first.csv", model: model)
            for path in Self.changingPaths {
                let answer = try await daemon.predictSocket.post(path, "{}")
                #expect(answer.status == 404)
                #expect(answer.text.contains("no such path: \(path)"), "\(answer.text)")
            }
            #expect(try await daemon.client.model(model).model.paused == nil)
            for path in Self.changingPaths {
                let answer = try await daemon.adminSocket.post(path, "{}")
                #expect(!answer.text.contains("there is nothing at"), "\(path): \(answer.text)")
            }
        }
    }

    @Test(
        "sockets passed by systemd are used, and are there before the daemon is",
        .enabled(if: access(activator, X_OK) == 0, "systemd's programs are not installed")
    )
    func socketActivation() async throws {
        try await DaemonUnderTest.with { daemon in
            let expected = try await daemon.learn(SampleFiles.points(seed: 1), as: "first.csv", model: model)
            #expect(expected.contains("version 1 serves"))
            let question = SampleFiles.question(seed: 9)
            let answer = try await daemon.predictSocket.post("/v1/models/points/predict", question)
            await daemon.stop()

            let sockets = [daemon.folder.predictSocket, daemon.folder.adminSocket]
            let prefix = [Self.activator] + sockets.flatMap { ["-l", $0] } + ["--fdname=predict:admin", "-E", "SWIFT_BACKTRACE=enable=no"]
            let program = try daemon.spawn(through: prefix)
            // The connection that starts it is answered, though nobody but systemd listened when it came.
            try await Patience.wait(for: "the sockets") { sockets.allSatisfy { access($0, F_OK) == 0 } ? true : nil }
            let activated = try await Patience.wait(for: "an answer") {
                try? await daemon.predictSocket.post("/v1/models/points/predict", question)
            }
            #expect(activated == answer)
            let status = try await daemon.client.status()
            #expect(status.socket == "admin")
            #expect(status.pid == program.pid)
            program.send(SIGTERM)
            #expect(await program.end() == .code(0))
            // They are systemd's: the daemon leaves them where they are.
            #expect(sockets.allSatisfy { access($0, F_OK) == 0 })
        }
    }

    @Test("a second daemon on the same state is refused, naming the first, which serves on")
    func secondDaemon() async throws {
        try await DaemonUnderTest.with { daemon in
            let pid = try #require(daemon.pid)
            let second = try daemon.spawn()
            #expect(await second.end() == .code(78))
            let log = try String(contentsOfFile: daemon.folder.log, encoding: .utf8)
            #expect(log.contains("learnd.lock"), "\(log)")
            #expect(log.contains("\(pid)"))
            #expect(try await daemon.client.status().pid == pid)
        }
    }
}
