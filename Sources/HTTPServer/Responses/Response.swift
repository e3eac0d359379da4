import Domain
import FoundationEssentials
import LearnAPI
import NIOCore
import NIOHTTP1

/// A whole answer, ready to be written.
struct Response: Sendable {
    var status: HTTPResponseStatus
    var contentType: String
    /// Besides content-type, content-length and connection.
    var headers: [(name: String, value: String)] = []
    var body: ByteBuffer

    init(status: HTTPResponseStatus = .ok, contentType: String = "application/json", body: ByteBuffer) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    init(status: HTTPResponseStatus = .ok, contentType: String, text: String) {
        self.init(status: status, contentType: contentType, body: ByteBuffer(string: text))
    }

    static func json(_ value: some Encodable & Sendable, status: HTTPResponseStatus = .ok) throws -> Response {
        Response(status: status, body: ByteBuffer(bytes: try APIDocument.line(value)))
    }
}

/// How every document of the API is written: sorted names, so that the same answer is always the same bytes; plain slashes.
enum APIDocument {
    /// One line and its newline.
    static func line(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes = [UInt8](try encoder.encode(value))
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }
}
