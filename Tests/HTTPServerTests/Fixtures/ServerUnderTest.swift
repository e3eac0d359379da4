import Domain
import Files
import Glibc
import HTTPServer
import Logging
import Prediction
import ServiceLifecycle
import Telemetry

/// A server on real sockets in a folder of its own.
struct ServerUnderTest: Sendable {
    let settings: ServerSettings
    let daemon: FakeDaemon
    let group: ServiceGroup

    func predict() throws -> RawConnection { try RawConnection(settings.predict.path) }
    func admin() throws -> RawConnection { try RawConnection(settings.admin.path) }

    private static let logger: Logger = {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }()

    /// A server that does not run yet.
    static func server(_ settings: ServerSettings) throws -> HTTPService {
        try server(settings, FakeDaemon()) {}
    }

    private static func server(_ settings: ServerSettings, _ daemon: FakeDaemon, _ onListening: @escaping @Sendable () -> Void)
        -> HTTPService
    {
        HTTPService(
            settings: settings,
            release: "1.2.3",
            host: daemon.host,
            operations: daemon,
            events: daemon,
            metrics: MetricsRegistry(),
            logger: logger,
            onListening: onListening
        )
    }

    /// Runs `body` on a thread of its own against a fresh server, and shuts it down.
    static func run(
        change: (inout ServerSettings) -> Void = { _ in },
        _ body: @escaping @Sendable (ServerUnderTest) throws -> Void
    ) async throws {
        try await serve(change: change) { test in try await OwnThread.run { try body(test) } }
    }

    /// Runs `body`, which does not block, against a fresh server, and shuts it down.
    static func serve(
        change: (inout ServerSettings) -> Void = { _ in },
        _ body: (ServerUnderTest) async throws -> Void
    ) async throws {
        var template = Array("/tmp/learnd-test-XXXXXX".utf8CString)
        let folder = String(cString: mkdtemp(&template))
        defer { Folder.remove(folder) }
        var settings = ServerSettings(predict: Endpoint(path: "\(folder)/p.sock"), admin: Endpoint(path: "\(folder)/a.sock"))
        change(&settings)
        let daemon = try FakeDaemon()
        let (listening, listen) = AsyncStream.makeStream(of: Void.self)
        let server = server(settings, daemon) { listen.yield() }
        let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))
        let test = ServerUnderTest(settings: settings, daemon: daemon, group: group)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { listen.finish() }
                try await group.run()
            }
            for await _ in listening { break }
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(test))
            } catch {
                result = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }
}
