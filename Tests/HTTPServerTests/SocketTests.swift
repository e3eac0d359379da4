import Domain
import Files
import FoundationEssentials
import Glibc
import HTTPServer
import LearnAPI
import Logging
import Testing

@Suite("Sockets")
struct SocketTests {
    @Test("have the mode that was set, and go when the server does")
    func modes() async throws {
        let paths = Paths()
        try await ServerUnderTest.run(
            change: {
                $0.admin.mode = 0o600
                paths.predict = $0.predict.path
            }
        ) { server in
            #expect(mode(of: server.settings.predict.path) == 0o660)
            #expect(mode(of: server.settings.admin.path) == 0o600)
        }
        #expect(access(paths.predict, F_OK) != 0)
    }

    private final class Paths { var predict = "" }

    @Test("replace what a dead daemon left")
    func stale() async throws {
        try await ServerUnderTest.run(change: { settings in
            let descriptor = listeningSocket(settings.predict.path)
            close(descriptor)
        }) { server in
            let connection = try server.predict()
            #expect(try connection.ask("GET", "/health/live").status == 200)
        }
    }

    @Test("passed to us ready are used as they are, and left where they are")
    func inherited() async throws {
        var template = Array("/tmp/learnd-test-XXXXXX".utf8CString)
        let folder = String(cString: mkdtemp(&template))
        defer { Folder.remove(folder) }
        let path = folder + "/passed.sock"
        let descriptor = listeningSocket(path)
        chmod(path, 0o606)
        try await ServerUnderTest.run(change: { $0.predict = Endpoint(path: path, inherited: descriptor) }) { server in
            let connection = try server.predict()
            #expect(try connection.ask("GET", "/health/live").status == 200)
            #expect(mode(of: path) == 0o606)
        }
        #expect(access(path, F_OK) == 0)
    }

    @Test("hold thousands of connections while the daemon is away, where they were passed to us")
    func backlog() async throws {
        var template = Array("/tmp/learnd-test-XXXXXX".utf8CString)
        let folder = String(cString: mkdtemp(&template))
        defer { Folder.remove(folder) }
        let path = folder + "/passed.sock"
        let descriptor = listeningSocket(path)
        // As the service manager keeps it.
        let kept = dup(descriptor)
        defer { close(kept) }
        try await ServerUnderTest.run(change: { $0.predict = Endpoint(path: path, inherited: descriptor) }) { server in
            let connection = try server.predict()
            #expect(try connection.ask("GET", "/health/live").status == 200)
        }
        let most = try Int(String(contentsOfFile: "/proc/sys/net/core/somaxconn", encoding: .utf8).filter(\.isNumber)) ?? 0
        let wanted = min(600, most)
        var waiting: [RawConnection] = []
        for number in 0..<wanted {
            guard let connection = try? RawConnection(path, isBlocking: false) else {
                Issue.record("connection \(number + 1) of \(wanted) is turned away")
                return
            }
            waiting.append(connection)
        }
        withExtendedLifetime(waiting) {}
    }

    @Test("that cannot be made are refused by their path")
    func refused() async throws {
        let long = "/tmp/" + String(repeating: "x", count: 103)
        try await expectRefusal(
            { $0.predict.path = long },
            "\(long): the socket's path has 108 bytes, and the system takes 107; choose a shorter path, or a state folder higher up"
        )
        try await expectRefusal(
            { $0.admin.path = "/tmp" },
            "/tmp: something that is no socket is where the socket should be; move it away"
        )
        try await expectRefusal(
            { $0.admin.path = "/tmp/not/there.sock" },
            "/tmp/not/there.sock: the socket cannot be made: No such file or directory; make the folder first"
        )
        try await expectRefusal(
            { $0.admin.group = "no-such-group" },
            nil,
            "there is no group 'no-such-group'"
        )
    }

    private func expectRefusal(
        _ change: (inout ServerSettings) -> Void,
        _ message: String?,
        _ what: String? = nil
    ) async throws {
        var template = Array("/tmp/learnd-test-XXXXXX".utf8CString)
        let folder = String(cString: mkdtemp(&template))
        defer { Folder.remove(folder) }
        var settings = ServerSettings(predict: Endpoint(path: "\(folder)/p.sock"), admin: Endpoint(path: "\(folder)/a.sock"))
        change(&settings)
        let server = try ServerUnderTest.server(settings)
        let refusal = try #require(await #expect(throws: Refusal.self) { try await server.run() })
        if let message { #expect(refusal.description == message) }
        if let what { #expect(refusal.what == what) }
        #expect(Folder.names(folder).isEmpty, "the other socket is taken away again")
    }
}

private func mode(of path: String) -> UInt32 {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}

private func listeningSocket(_ path: String) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    _ = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    listen(descriptor, 16)
    return descriptor
}
