import NIOCore
import NIOHTTP1

/// Collects a request and writes the reply to it.
final class FakeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let daemon: FakeDaemon
    private var request = FakeRequest(method: "", target: "", body: "")

    init(daemon: FakeDaemon) { self.daemon = daemon }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): request = FakeRequest(method: head.method.rawValue, target: head.uri, body: "")
        case .body(let buffer): request.body += String(buffer: buffer)
        case .end: write(daemon.reply(to: request), context: context)
        }
    }

    private func write(_ reply: FakeReply, context: ChannelHandlerContext) {
        switch reply {
        case .json(let status, let body): write(status, [body], length: body.utf8.count, context: context)
        case .last(let status, let body):
            write(status, [body], length: body.utf8.count, connection: "close", context: context)
            context.close(promise: nil)
        case .pieces(let pieces): write(200, pieces, length: nil, context: context)
        case .stream:
            // Before its answer: who has read that has the lines that come from then on. They go out behind the head, on this event loop.
            daemon.open(context.channel)
            let headers = HTTPHeaders([("Content-Type", "application/x-ndjson")])
            context.writeAndFlush(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))),
                promise: nil
            )
        case .silence: break
        case .hangUp: context.close(promise: nil)
        case .raw(let text):
            let channel = context.channel
            if let below = try? channel.pipeline.syncOperations.context(name: BelowHTTP.name) {
                below.writeAndFlush(NIOAny(channel.allocator.buffer(string: text)), promise: nil)
            }
            context.close(promise: nil)
        }
    }

    private func write(_ status: Int, _ pieces: [String], length: Int?, connection: String? = nil, context: ChannelHandlerContext) {
        var headers = HTTPHeaders([("Content-Type", "application/json")])
        if let length { headers.add(name: "Content-Length", value: String(length)) }
        if let connection { headers.add(name: "Connection", value: connection) }
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        for piece in pieces {
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(string: piece)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

/// Where bytes enter the pipeline below the HTTP handlers, to stay what they are.
final class BelowHTTP: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    static let name = "below HTTP"
}
