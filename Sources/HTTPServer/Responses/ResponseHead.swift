import NIOCore
import NIOHTTP1

/// An answer's status line and headers, written straight into the bytes that go out: an answer is one buffer and one `write(2)`.
struct ResponseHead {
    enum Length {
        case bytes(Int)
        /// Chunks, each with its length before it.
        case chunked
        /// Until the connection closes, for HTTP/1.0.
        case untilClose
    }

    var status: HTTPResponseStatus
    var contentType: String
    var headers: [(name: String, value: String)] = []
    var length: Length
    var connection: ConnectionHeader

    enum ConnectionHeader {
        /// HTTP/1.1's default.
        case unsaid
        /// What HTTP/1.0 needs to be told.
        case keepAlive
        case close
    }

    func write(to buffer: inout ByteBuffer) {
        if status == .ok {
            buffer.writeStaticString("HTTP/1.1 200 OK\r\ncontent-type: ")
        } else {
            buffer.writeString("HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\ncontent-type: ")
        }
        buffer.writeString(contentType)
        for (name, value) in headers { buffer.writeString("\r\n\(name): \(value)") }
        switch length {
        case .bytes(let count):
            buffer.writeStaticString("\r\ncontent-length: ")
            buffer.writeString(count.description)
        case .chunked: buffer.writeStaticString("\r\ntransfer-encoding: chunked")
        case .untilClose: break
        }
        switch connection {
        case .unsaid: buffer.writeStaticString("\r\n\r\n")
        case .keepAlive: buffer.writeStaticString("\r\nconnection: keep-alive\r\n\r\n")
        case .close: buffer.writeStaticString("\r\nconnection: close\r\n\r\n")
        }
    }
}
