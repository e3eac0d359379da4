import NIOCore
import NIOHTTP1

/// One request and the promise of its answer, as it is written into a channel.
struct Exchange: Sendable {
    var request: Request
    var timeout: TimeAmount
    var response: EventLoopPromise<ExchangeResult>
}

struct ExchangeResult: Sendable {
    var response: Response
    /// The connection can carry another request.
    var keepsAlive: Bool
}

/// Carries one exchange at a time over a channel; the pool hands a channel to one caller only.
final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Exchange
    typealias OutboundOut = HTTPClientRequestPart

    private struct Running {
        var exchange: Exchange
        var head: HTTPResponseHead?
        var body: [UInt8] = []
        var deadline: Scheduled<Void>
    }

    private var running: Running?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        precondition(running == nil, "\(exchange.request.name) was written while another request waits on the same connection")
        let channel = context.channel
        let deadline = context.eventLoop.scheduleTask(in: exchange.timeout) { () -> Void in
            exchange.response.fail(
                ClientError.timedOut(request: exchange.request.name, after: .nanoseconds(exchange.timeout.nanoseconds))
            )
            channel.close(promise: nil)
        }
        running = Running(exchange: exchange, deadline: deadline)
        context.write(wrapOutboundOut(.head(exchange.request.head)), promise: nil)
        if let body = exchange.request.body {
            context.write(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: body)))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            // 100 Continue and its kin come before the answer proper.
            if head.status.code >= 200 { running?.head = head }
        case .body(let buffer): running?.body.append(contentsOf: buffer.readableBytesView)
        case .end: complete()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(ConnectionLost(answerHadBegun: running?.head != nil))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError, error != .invalidEOFState {
            fail(ClientError.broken("the daemon's answer is not HTTP (\(error)); is the socket learnd's?"))
        } else {
            fail(ConnectionLost(answerHadBegun: running?.head != nil))
        }
        context.close(promise: nil)
    }

    private func complete() {
        guard let done = running, let head = done.head else { return }
        running = nil
        done.deadline.cancel()
        let response = Response(status: Int(head.status.code), body: done.body)
        done.exchange.response.succeed(ExchangeResult(response: response, keepsAlive: head.isKeepAlive))
    }

    private func fail(_ error: any Error) {
        guard let lost = running else { return }
        running = nil
        lost.deadline.cancel()
        lost.exchange.response.fail(error)
    }
}

/// A connection closed before the whole answer was there.
struct ConnectionLost: Error {
    var answerHadBegun: Bool
}
