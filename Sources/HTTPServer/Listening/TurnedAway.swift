import Domain
import NIOCore

/// Answers a connection that is one too many, and closes it.
final class TurnedAway: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    func channelActive(context: ChannelHandlerContext) {
        let response = Dialect.plain.respond(
            Refusal(.unavailable, what: "\(limit) connections are open already", fix: "try again, or raise server.connections")
        )
        let head = ResponseHead(
            status: response.status,
            contentType: response.contentType,
            headers: response.headers,
            length: .bytes(response.body.readableBytes),
            connection: .close
        )
        var buffer = context.channel.allocator.buffer(capacity: 512)
        head.write(to: &buffer)
        buffer.writeImmutableBuffer(response.body)
        let channel = context.channel
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: written)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
