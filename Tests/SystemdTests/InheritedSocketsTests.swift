import Glibc
import Systemd
import Testing

@Suite("Inherited sockets", .serialized)
struct InheritedSocketsTests {
    /// A listening socket (or one that is not) at the lowest free number from `least` on. Never at a number of our choosing: other tests run
    /// beside this one, and their descriptors must not be closed under them.
    private func place(from least: Int32 = 600, kind: Int32 = Int32(SOCK_STREAM.rawValue), listening: Bool = true) -> Int32 {
        let descriptor = socket(AF_UNIX, kind, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // Only a family: the kernel picks a free abstract address.
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sa_family_t>.size)) }
        }
        #expect(bound == 0)
        if listening { #expect(listen(descriptor, 5) == 0) }
        defer { close(descriptor) }
        return fcntl(descriptor, F_DUPFD, least)
    }

    /// Two listening sockets at neighboring numbers, as systemd passes them.
    private func placePair() -> Int32 {
        while true {
            let first = place()
            let second = place(from: first + 1)
            if second == first + 1 { return first }
            close(first)
            close(second)
        }
    }

    @Test("are found by name and closed on exec")
    func named() throws {
        let first = placePair()
        defer { close(first); close(first + 1) }
        #expect(fcntl(first, F_GETFD) == 0)
        let sockets = try InheritedSockets(names: ["admin", "predict"], from: first)
        #expect(sockets["admin"] == first)
        #expect(sockets["predict"] == first + 1)
        #expect(fcntl(first, F_GETFD) == FD_CLOEXEC)
        #expect(fcntl(first + 1, F_GETFD) == FD_CLOEXEC)
    }

    @Test("one may be passed alone")
    func alone() throws {
        let first = place()
        defer { close(first) }
        let sockets = try InheritedSockets(names: ["predict"], from: first)
        #expect(sockets["predict"] == first)
        #expect(sockets["admin"] == nil)
    }

    @Test("a name that is not ours and one given twice are refused")
    func names() {
        let first = placePair()
        defer { close(first); close(first + 1) }
        #expect(throws: InheritedSocketFault.unknownName("learnd.socket")) { try InheritedSockets(names: ["learnd.socket"], from: first) }
        #expect(throws: InheritedSocketFault.twice("admin")) { try InheritedSockets(names: ["admin", "admin"], from: first) }
    }

    @Test("what is no listening Unix stream is refused")
    func kinds() {
        let deaf = place(listening: false)
        let datagrams = place(kind: Int32(SOCK_DGRAM.rawValue), listening: false)
        defer { close(deaf); close(datagrams) }
        // A number past any that can be open.
        for number in [deaf, datagrams, Int32.max - 1] {
            #expect(throws: InheritedSocketFault.wrongKind("admin")) { try InheritedSockets(names: ["admin"], from: number) }
        }
    }

    @Test("a process to which nothing was passed has none")
    func none() throws {
        #expect(try InheritedSockets.take().descriptors == [:])
    }

    @Test("those that systemd passes at start are taken, and the environment is cleared of them")
    func activated() async {
        await #expect(processExitsWith: .success) {
            // What systemd does before exec: descriptors from 3 on and three variables that name them.
            for number: Int32 in [3, 4] {
                let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
                var address = sockaddr_un()
                address.sun_family = sa_family_t(AF_UNIX)
                _ = withUnsafePointer(to: &address) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sa_family_t>.size)) }
                }
                guard listen(descriptor, 5) == 0, dup2(descriptor, number) == number else { exit(3) }
            }
            setenv("LISTEN_PID", String(getpid()), 1)
            setenv("LISTEN_FDS", "2", 1)
            setenv("LISTEN_FDNAMES", "predict:admin", 1)
            let sockets = try InheritedSockets.take()
            guard sockets.descriptors == ["predict": 3, "admin": 4] else { exit(4) }
            guard getenv("LISTEN_FDS") == nil, getenv("LISTEN_PID") == nil, getenv("LISTEN_FDNAMES") == nil else { exit(5) }
            exit(0)
        }
    }
}
