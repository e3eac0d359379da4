import Glibc

/// One HTTP request over a Unix socket, to see the bytes of the answer and not what a client makes of them.
struct SocketRequest: Sendable {
    struct Answer: Hashable, Sendable {
        let status: Int
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    let socket: String

    func get(_ path: String) async throws -> Answer { try await send("GET", path, "") }

    func post(_ path: String, _ body: String = "") async throws -> Answer { try await send("POST", path, body) }

    private func send(_ method: String, _ path: String, _ body: String) async throws -> Answer {
        let head = "\(method) \(path) HTTP/1.1\r\nhost: learnd\r\nconnection: close\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
        return try await OwnThread.run { [socket] in
            let descriptor = try Self.connect(to: socket)
            defer { close(descriptor) }
            try Self.write(Array((head + body).utf8), to: descriptor)
            return try Self.answer(in: Self.readAll(descriptor))
        }
    }

    /// Sends bytes over a connection of its own and reads nothing.
    ///
    /// - Returns: The connection's descriptor, for the caller to close.
    func begin(_ text: String) throws -> Int32 {
        let descriptor = try Self.connect(to: socket)
        do {
            try Self.write(Array(text.utf8), to: descriptor)
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func connect(to path: String) throws -> Int32 {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var bound = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &bound, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw TestFailure("cannot connect to \(path): \(reason)")
        }
        return descriptor
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw TestFailure("the request was cut off: \(String(cString: strerror(errno)))") }
            sent += count
        }
    }

    private static func readAll(_ descriptor: Int32) throws -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw TestFailure("the answer was cut off: \(String(cString: strerror(errno)))") }
            if count == 0 { return all }
            all += chunk[..<count]
        }
    }

    /// Only answers with a content-length come here: what follows the empty line is the body.
    private static func answer(in bytes: [UInt8]) throws -> Answer {
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.prefix { $0 != "\r\n" }.split(separator: " ")
        guard words.count >= 2, let status = Int(words[1]), let start = bodyStart(in: bytes) else {
            throw TestFailure("this is no answer: \(text.prefix(200))")
        }
        return Answer(status: status, body: Array(bytes[start...]))
    }

    private static func bodyStart(in bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10]) }.map { $0 + 4 }
    }
}
