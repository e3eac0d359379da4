import Domain
import FoundationEssentials
import Glibc
import LearnClient
import Synchronization

/// The built `learnd` on a state folder of its own.
final class DaemonUnderTest: Sendable {
    /// What the tests set unless they say otherwise: files that were there at the start need not rest for a minute.
    static let quickIntake = ["inbox.settle=20ms", "inbox.settle_unseen=20ms", "inbox.disk_floor=0"]

    let folder: StateFolder
    let client: DaemonClient
    private let running = Mutex<RunningProgram?>(nil)

    private init() throws {
        folder = try StateFolder()
        client = DaemonClient(sockets: SocketSelection(folder: folder.sockets))
    }

    /// Runs `body` with a daemon that is ready, and leaves none behind.
    ///
    /// - Parameter prepare: What is put into the folder before the daemon first sees it.
    static func with<Result>(
        _ settings: [String] = [],
        prepare: (StateFolder) async throws -> Void = { _ in },
        _ body: (DaemonUnderTest) async throws -> Result
    ) async throws -> Result {
        try await withStopped { daemon in
            try await prepare(daemon.folder)
            try await daemon.start(settings)
            return try await body(daemon)
        }
    }

    /// Runs `body`, which lays a state out and starts the daemon itself, and leaves none behind.
    static func withStopped<Result>(_ body: (DaemonUnderTest) async throws -> Result) async throws -> Result {
        let daemon = try DaemonUnderTest()
        do {
            let result = try await body(daemon)
            await daemon.kill()
            await daemon.client.close()
            return result
        } catch {
            await daemon.kill()
            await daemon.client.close()
            throw TestFailure("\(error)\nlast of the daemon's log:\n\(daemon.lastLines())")
        }
    }

    var learnctl: Learnctl { Learnctl(folder: folder) }
    var predictSocket: SocketRequest { SocketRequest(socket: folder.predictSocket) }
    var adminSocket: SocketRequest { SocketRequest(socket: folder.adminSocket) }
    var pid: pid_t? { running.withLock { $0?.pid } }

    /// Starts it and returns when it says that it is ready.
    func start(_ settings: [String] = [], base: [String] = quickIntake, environment: [String: String] = [:]) async throws {
        let program = try launch(settings, base: base, environment: environment)
        try await Patience.wait(for: "the daemon to be ready") {
            if let ending = program.hasEnded { throw TestFailure("the daemon ended before it was ready: \(ending)") }
            return (try? await predictSocket.get("/health/ready"))?.status == 200 ? true : nil
        }
    }

    /// Starts it and does not wait until it is ready.
    @discardableResult
    func launch(_ settings: [String] = [], base: [String] = quickIntake, environment: [String: String] = [:]) throws -> RunningProgram {
        let program = try spawn(settings, base: base, environment: environment)
        running.withLock { $0 = program }
        return program
    }

    /// Starts one more process on the same state.
    func spawn(
        _ settings: [String] = [],
        base: [String] = quickIntake,
        through prefix: [String] = [],
        environment: [String: String] = [:]
    ) throws -> RunningProgram {
        let words = (base + settings).flatMap { ["--set", $0] }
        return try RunningProgram(
            prefix + [Programs.learnd, "serve", "--state", folder.state] + words,
            environment: environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 },
            output: "\(folder.path)/learnd.out",
            errors: folder.log
        )
    }

    /// Asks it to stop, as systemd does, and waits for its end.
    @discardableResult
    func stop() async -> RunningProgram.Ending? { await end(with: SIGTERM) }

    /// Kills it without a word.
    @discardableResult
    func kill() async -> RunningProgram.Ending? { await end(with: SIGKILL) }

    func send(_ signal: Int32) { running.withLock { $0?.send(signal) } }

    /// Sends it a signal that ends it.
    func end(with signal: Int32) async -> RunningProgram.Ending? {
        let program = running.withLock { running in
            defer { running = nil }
            return running
        }
        program?.send(signal)
        return await program?.end()
    }

    /// Sends it a signal that ends it as soon as something is seen of its process.
    func end(
        with signal: Int32,
        once what: String,
        _ isSeen: @escaping @Sendable (pid_t) -> Bool
    ) async throws -> RunningProgram.Ending? {
        guard let program = running.withLock({ $0 }) else { return nil }
        // On a thread of its own: other tests keep the pool busy for longer than what is looked for may last.
        try await OwnThread.run {
            let end = ContinuousClock.now + .seconds(60)
            while !isSeen(program.pid) {
                guard ContinuousClock.now < end else { throw TestFailure("waited a minute in vain for \(what)") }
                usleep(2_000)
            }
            program.send(signal)
        }
        running.withLock { $0 = nil }
        return await program.end()
    }

    private func lastLines() -> String {
        let text = (try? String(contentsOfFile: folder.log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(25).joined(separator: "\n")
    }
}
