import Domain
import NIOCore
import NIOHTTP1

/// A request under way: its head, read, and as much of its body as has come.
struct RequestInHand {
    /// Nil where no route answers it.
    var route: Int?
    var target: RequestTarget?
    var values: [String] = []
    var dialect: Dialect
    /// What will be answered in place of a route's answer, once the body has come.
    var refused: Response?
    let isHead: Bool
    let isOld: Bool
    var keepsAlive: Bool
    let inferenceHeaderLength: String?
    /// How the body is compressed; nil where it is as it should be.
    let coding: ContentCoding?
    var body: ByteBuffer?
    let began: NIODeadline

    init(_ head: HTTPRequestHead) {
        isHead = head.method == .HEAD
        isOld = head.version == .http1_0
        // After an upgrade's request the parser reads no more.
        keepsAlive = head.isKeepAlive && head.method != .CONNECT && !head.headers.contains(name: "upgrade")
        dialect = Dialect(path: head.uri)
        inferenceHeaderLength = head.headers.first(name: "inference-header-content-length")
        coding = ContentCoding(head.headers)
        began = .now()
    }

    var connectionHeader: ResponseHead.ConnectionHeader {
        keepsAlive ? (isOld ? .keepAlive : .unsaid) : .close
    }
}
