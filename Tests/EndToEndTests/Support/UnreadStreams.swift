import Glibc

/// Readers of events who never read.
final class UnreadStreams {
    private var descriptors: [Int32] = []

    deinit { closeAll() }

    var count: Int { descriptors.count }

    /// Asks for events over so many connections.
    func open(_ count: Int, on socket: SocketRequest) throws {
        for _ in 0..<count { descriptors.append(try socket.begin("GET /v1/events HTTP/1.1\r\nhost: learnd\r\n\r\n")) }
    }

    func closeAll() {
        for descriptor in descriptors { close(descriptor) }
        descriptors = []
    }
}
