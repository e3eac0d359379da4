import Domain
import FakeDaemon
import LearnAPI
import LearnClient
import Testing

@Suite("Failures of the client")
struct FailureTests {
    private static let status = #"{"error":{"kind":"conflict","what":"it is paused","where":"digits","fix":"resume it"}}"#

    @Test("hands on the daemon's refusal with what, where and how to fix it")
    func refusal() async throws {
        try await FakeDaemon.run(answer: { _ in .json(409, Self.status) }) { daemon in
            let error = await DaemonClient.errorOfStatus(SocketSelection(folder: daemon.folder))
            #expect(error == .refused(Refusal(.conflict, what: "it is paused", at: "digits", fix: "resume it"), status: 409))
            #expect(error?.description == "digits: it is paused; resume it")
        }
    }

    @Test("names the sockets tried and how to start the daemon where none is there")
    func noDaemon() async throws {
        let error = await DaemonClient.errorOfStatus(SocketSelection(folder: "/nowhere"))
        #expect(error == .noDaemon(sockets: ["/nowhere/admin.sock", "/nowhere/predict.sock"], reason: "No such file or directory"))
        #expect(error?.description.contains("'/nowhere/admin.sock' or '/nowhere/predict.sock'") == true)
        #expect(error?.description.contains("systemctl start learnd") == true)
    }

    @Test("tells a socket file that nobody listens on from one that is not there")
    func deadSocket() async {
        let folder = FakeDaemon.newFolder()
        defer { FakeDaemon.remove(folder) }
        DeadSocket.make(at: folder + "/admin.sock")
        let selection = SocketSelection(candidates: [.init(path: folder + "/admin.sock", role: .admin)])
        #expect(await DaemonClient.errorOfStatus(selection) == .noDaemon(sockets: [folder + "/admin.sock"], reason: "Connection refused"))
    }

    @Test("names a path that is too long for a socket")
    func longPath() async throws {
        let path = "/tmp/" + String(repeating: "x", count: 120)
        let error = await DaemonClient.errorOfStatus(SocketSelection(candidates: [.init(path: path, role: .admin)]))
        #expect(error?.description == "'\(path)' is 125 bytes long and a socket's path has at most 107; use a shorter one")
    }

    @Test("says which group opens a socket that may not be opened")
    func notAllowed() {
        let error = ClientError.notAllowed(
            socket: "/run/learnd/admin.sock",
            remedy: FileAccess.remedy(for: "/nowhere/admin.sock", installedGroup: SocketRole.admin.group)
        )
        #expect(error.description.contains("'/run/learnd/admin.sock'"))
        #expect(error.description.contains("usermod -aG learnd-admin USER"))
        #expect(SocketRole.predict.group == "learnd-predict")
    }

    @Test("gives up after the time-out and names the request")
    func timeOut() async throws {
        try await FakeDaemon.run(answer: { _ in .silence }) { daemon in
            let error = await DaemonClient.errorOfStatus(SocketSelection(folder: daemon.folder), timeout: .milliseconds(50))
            #expect(error == .timedOut(request: "GET /v1/status", after: .milliseconds(50)))
        }
    }

    @Test(
        "says that the connection closed, for every way in which an answer may fail to come",
        arguments: [
            FakeReply.hangUp, .raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"half"),
        ]
    )
    func broken(reply: FakeReply) async throws {
        try await FakeDaemon.run(answer: { _ in reply }) { daemon in
            // Long enough for a machine whose cores other tests keep busy.
            let error = await DaemonClient.errorOfStatus(SocketSelection(folder: daemon.folder), timeout: .seconds(100))
            #expect(
                error
                    == .broken(
                        "the daemon closed the connection before it had answered GET /v1/status; it may be restarting: try again"
                    )
            )
        }
    }

    @Test(
        "says that an answer is not of this API",
        arguments: [
            (FakeReply.json(200, "[]"), "the answer to GET /v1/status is not what this learnctl knows"),
            (.json(500, "oops"), "GET /v1/status was answered with status 500 and no reason"),
            (.raw("SSH-2.0-OpenSSH_9.2\r\n"), "the daemon's answer is not HTTP"),
        ]
    )
    func foreign(reply: FakeReply, message: String) async throws {
        try await FakeDaemon.run(answer: { _ in reply }) { daemon in
            let error = await DaemonClient.errorOfStatus(SocketSelection(folder: daemon.folder))
            #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
        }
    }

    @Test("looks again over a new connection where the daemon had closed the kept one")
    func stale() async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, #"{"models":[]}"#) }) { daemon in
            try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                for _ in 0..<20 {
                    _ = try await client.models()
                    try await daemon.closeConnections()
                }
            }
        }
    }

    @Test("never sends a change twice")
    func changesOnce() async throws {
        try await FakeDaemon.run(answer: { $0.method == "GET" ? .json(200, #"{"models":[]}"#) : .hangUp }) { daemon in
            try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                _ = try await client.models()
                let error = await clientError { _ = try await client.reload() }
                #expect(error?.description.hasPrefix("the daemon closed the connection before it had answered POST /v1/reload") == true)
            }
            #expect(daemon.requests.filter { $0.method == "POST" }.count == 1)
        }
    }
}

extension DaemonClient {
    /// The error of asking for the status.
    static func errorOfStatus(_ sockets: SocketSelection, timeout: Duration = .seconds(10)) async -> ClientError? {
        await clientError {
            try await DaemonClient.with(sockets: sockets, timeout: timeout) { client in _ = try await client.status() }
        }
    }
}
