import FoundationEssentials
import Glibc

/// A blocking client that sends and reads exactly what it is told.
final class RawConnection {
    struct Broken: Error { var what: String }

    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        func decode<Document: Decodable>(_ type: Document.Type) throws -> Document {
            try JSONDecoder().decode(type, from: Data(body))
        }
    }

    private let descriptor: Int32
    private var read: [UInt8] = []

    /// - Parameter isBlocking: Where false, a full backlog is an error, not a wait.
    init(_ path: String, isBlocking: Bool = true) throws {
        // Not for the programs that other tests start, which would keep it open.
        let flags = Int32(SOCK_CLOEXEC.rawValue) | (isBlocking ? 0 : Int32(SOCK_NONBLOCK.rawValue))
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | flags, 0)
        // Against a hang alone: on a busy machine a test that computes may keep the pool's threads for half a minute.
        var limit = timeval(tv_sec: 300, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard result == 0 else { throw Broken(what: "connect: \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw Broken(what: "send: \(String(cString: strerror(errno)))") }
            sent += count
        }
    }

    func closeWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// A request with a length and its answer.
    func ask(_ method: String, _ path: String, _ body: String = "", headers: String = "") throws -> Answer {
        try ask(method, path, Array(body.utf8), headers: headers)
    }

    func ask(_ method: String, _ path: String, _ body: [UInt8], headers: String = "") throws -> Answer {
        try send(Array("\(method) \(path) HTTP/1.1\r\nHost: x\r\n\(headers)Content-Length: \(body.count)\r\n\r\n".utf8) + body)
        return try answer(toHead: method == "HEAD")
    }

    func answer(toHead: Bool = false) throws -> Answer {
        let head = String(decoding: try bytes(through: "\r\n\r\n"), as: UTF8.self)
        let lines = head.split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let halves = line.split(separator: ":", maxSplits: 1)
            headers[halves[0].lowercased()] = String(halves[1].drop { $0 == " " })
        }
        let status = Int(lines[0].split(separator: " ")[1])!
        guard !toHead, status != 100 else { return Answer(status: status, headers: headers, body: []) }
        guard let length = headers["content-length"].flatMap({ Int($0) }) else { return Answer(status: status, headers: headers, body: []) }
        return Answer(status: status, headers: headers, body: try bytes(count: length))
    }

    /// One chunk of a chunked answer; empty at its end.
    func chunk() throws -> String {
        let size = Int(String(decoding: try bytes(through: "\r\n").dropLast(2), as: UTF8.self), radix: 16)!
        return String(decoding: try bytes(count: size + 2).dropLast(2), as: UTF8.self)
    }

    /// Whether the server has closed, with nothing left to read.
    func isClosed() throws -> Bool {
        guard read.isEmpty else { return false }
        return try !fill()
    }

    /// All up to the close.
    func rest() throws -> [UInt8] {
        while try fill() {}
        defer { read = [] }
        return read
    }

    private func bytes(through end: String) throws -> [UInt8] {
        let end = Array(end.utf8)
        var searched = 0
        while true {
            while searched + end.count <= read.count {
                if read[searched..<searched + end.count].elementsEqual(end) { return try bytes(count: searched + end.count) }
                searched += 1
            }
            guard try fill() else { throw Broken(what: "closed after '\(String(decoding: read, as: UTF8.self))'") }
        }
    }

    private func bytes(count: Int) throws -> [UInt8] {
        while read.count < count { guard try fill() else { throw Broken(what: "closed after \(read.count) of \(count) bytes") } }
        defer { read.removeFirst(count) }
        return Array(read[..<count])
    }

    private func fill() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 else { throw Broken(what: "recv: \(String(cString: strerror(errno)))") }
        read += buffer[..<count]
        return count > 0
    }
}
