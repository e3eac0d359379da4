import CLinux
import Domain
import NIOCore
import NIOHTTP1
import Prediction

/// One connection: requests in, answers out, one after another.
///
/// A prediction that is quick is answered where it was read. What takes longer, or awaits, is handed on; until its answer is there, nothing
/// more is read (pipelined requests wait in order). An answer that is known before the whole body came is sent at once, the rest of the body
/// is thrown away, and the connection closes.
final class RequestHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// For a request's head.
        case waiting
        /// The body is coming.
        case receiving
        /// Somebody works on the answer.
        case answering
        /// Lines go out until the reader leaves.
        case streaming(EventLines)
        /// Answered before the body was there; so many of its bytes may still come.
        case discarding(left: Int)
        case closing
    }

    let services: SocketServices
    let workspace: RowWorkspace
    let turns: LoopTurns
    var phase = Phase.waiting
    var request: RequestInHand?
    var context: ChannelHandlerContext?
    private let router: ConnectionRouter
    /// Who asks, to the prediction threads: all connections of one process are one client.
    private(set) lazy var client: PredictionThreads.Client =
        context.flatMap(PeerCredentials.of).map { UInt64(UInt32(bitPattern: $0.pid)) } ?? UInt64(UInt(bitPattern: ObjectIdentifier(self)))
    /// Parts of pipelined requests.
    var waitingParts = CircularBuffer<HTTPServerRequestPart>()
    private var isReadHeldBack = false
    var isInRead = false
    /// When this connection's requests began to be taken, before others had their turn.
    var turnBegan = NIODeadline.now()
    /// The others have their turn before what waits is taken.
    var isYielding = false
    /// What waits is being taken.
    var isTakingWaiting = false
    /// What came behind the parts that wait, for when they are done.
    var errorBehind: HTTPParserError?
    var isInputClosed = false
    var hasUnflushed = false
    /// Some request has come: whoever asked before does so again at his own risk, whoever has just connected is about to.
    private var hasAsked = false
    /// Close after the answer in hand.
    var isLast = false
    var lastActivity = NIODeadline.now()
    private var idleCheck: Scheduled<Void>?

    init(services: SocketServices, entry: LoopWorkspaces.Entry) {
        self.services = services
        workspace = entry.workspace
        turns = entry.turns
        self.router = ConnectionRouter(table: services.table, settings: services.settings)
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { scheduleIdleCheck(after: services.settings.idleTimeout) }
    }

    func channelActive(context: ChannelHandlerContext) {
        scheduleIdleCheck(after: services.settings.idleTimeout)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave()
        self.context = nil
    }

    private func leave() {
        if case .streaming(let lines) = phase { lines.end() }
        phase = .closing
        waitingParts.removeAll()
        idleCheck?.cancel()
        idleCheck = nil
    }

    private func scheduleIdleCheck(after wait: Duration) {
        guard let context else { return }
        idleCheck?.cancel()
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        idleCheck = context.eventLoop.scheduleTask(in: TimeAmount(wait)) { handler.value.checkIdle() }
    }

    private func checkIdle() {
        guard let context else { return }
        let quiet = NIODeadline.now() - lastActivity
        let limit = TimeAmount(services.settings.idleTimeout)
        switch phase {
        case .answering, .streaming: return scheduleIdleCheck(after: services.settings.idleTimeout)
        case _ where quiet < limit: return scheduleIdleCheck(after: .nanoseconds((limit - quiet).nanoseconds))
        case .receiving:
            request?.keepsAlive = false
            let refusal = Refusal(
                .invalid,
                what: "the request did not come to its end within \(services.settings.idleTimeout)",
                fix: "send it again, quicker"
            )
            write(request?.dialect.respond(refusal, status: .requestTimeout) ?? Dialect.plain.respond(refusal, status: .requestTimeout))
            finishRequest()
        case .waiting, .discarding, .closing: context.close(promise: nil)
        }
    }

    /// Closes after a moment in which a request may come. It may be on its way, or lie unread in the socket: closed at once, whoever sent it would learn no
    /// more than that the connection was reset.
    private func closeUnlessAsked(_ context: ChannelHandlerContext) {
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: hasAsked ? .milliseconds(20) : TimeAmount(services.settings.firstRequestTimeout)) {
            guard let context = handler.value.context, case .waiting = handler.value.phase, handler.value.waitingParts.isEmpty else {
                return
            }
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is FinishConnection:
            isLast = true
            switch phase {
            case .waiting where waitingParts.isEmpty: closeUnlessAsked(context)
            case .streaming(let lines): lines.finish()
            default: break
            }
        case ChannelEvent.inputClosed:
            // Whoever closed his side may still read what he asked for, but a stream of events has no end to wait for.
            isInputClosed = true
            if !waitingParts.isEmpty { return }
            isLast = true
            switch phase {
            case .answering: break
            case .waiting where hasUnflushed: break
            case .closing: break
            default: context.close(promise: nil)
            }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let parserError = error as? HTTPParserError else { return context.close(promise: nil) }
        if isYielding {
            errorBehind = parserError
            return
        }
        switch phase {
        case .waiting, .receiving:
            request?.keepsAlive = false
            isLast = true
            let (refusal, status) = Self.refusal(of: parserError, limit: services.settings.headerBytes)
            write((request?.dialect ?? .plain).respond(refusal, status: status))
            finishRequest()
        case .answering:
            // A whole request came before what is none: it is answered, and the connection ends after that.
            isLast = true
            waitingParts.removeAll()
        // What was answered goes out first.
        default: close(context)
        }
    }

    private static func refusal(of error: HTTPParserError, limit: Int) -> (Refusal, HTTPResponseStatus) {
        switch error {
        case .headerOverflow:
            (
                Refusal(
                    .tooLarge,
                    what: "the request's head is larger than \(limit) bytes",
                    fix: "send less, or raise server.header_bytes"
                ),
                .requestHeaderFieldsTooLarge
            )
        case .invalidVersion:
            (Refusal(.invalid, what: "the request's HTTP version is not taken", fix: "use HTTP/1.1"), .httpVersionNotSupported)
        default: (Refusal(.invalid, what: "the request is not HTTP/1.1: \(error)", fix: "see RFC 9112"), .badRequest)
        }
    }

    // MARK: Reading

    func read(context: ChannelHandlerContext) {
        if isHoldingBack { isReadHeldBack = true } else { context.read() }
    }

    /// While an answer is being made, or the peer does not read its answers, no more requests are read.
    private var isHoldingBack: Bool {
        if case .answering = phase { return true }
        if isYielding { return true }
        return context.map { !$0.channel.isWritable } ?? true
    }

    func goOnReading() {
        guard isReadHeldBack, !isHoldingBack, let context else { return }
        isReadHeldBack = false
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        goOnReading()
        context.fireChannelWritabilityChanged()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isInRead { turnBegan = .now() }
        isInRead = true
        let part = unwrapInboundIn(data)
        if case .answering = phase { return waitingParts.append(part) }
        if isYielding { return waitingParts.append(part) }
        if isTurnOver(before: part) {
            waitingParts.append(part)
            return yield()
        }
        take(part, context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isInRead = false
        if hasUnflushed { flush(context) }
        context.fireChannelReadComplete()
    }

    func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch (phase, part) {
        case (.waiting, .head(let head)): begin(head, context)
        case (.receiving, .body(let bytes)): receive(bytes)
        case (.receiving, .end): dispatch()
        case (.discarding(let left), .body(let bytes)):
            if bytes.readableBytes > left { return close(context) }
            phase = .discarding(left: left - bytes.readableBytes)
        case (.discarding, .end): close(context)
        default: break
        }
    }

    func close(_ context: ChannelHandlerContext) {
        phase = .closing
        if hasUnflushed { flush(context) }
        context.close(promise: nil)
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        hasAsked = true
        var request = RequestInHand(head)
        if isLast { request.keepsAlive = false }
        let early = router.route(head, &request)
        self.request = request
        phase = .receiving
        if let early {
            respondEarly(early)
        } else if head.headers.first(name: "expect")?.lowercased() == "100-continue", !request.isOld {
            if let refused = request.refused { return respondEarly(refused) }
            var buffer = context.channel.allocator.buffer(capacity: 32)
            buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
    }

    /// The request is answered before its body is there, so the connection cannot go on after it.
    private func respondEarly(_ response: Response) {
        request?.keepsAlive = false
        write(response)
        // Who is in the midst of sending must be let to the end, or he would see a broken pipe and not the answer.
        phase = .discarding(left: 4 * services.settings.bodyBytes)
        request = nil
        lastActivity = .now()
    }

    private func receive(_ bytes: ByteBuffer) {
        if request?.body == nil {
            request?.body = bytes
        } else {
            request?.body?.writeImmutableBuffer(bytes)
        }
        if let count = request?.body?.readableBytes, count > services.settings.bodyBytes, let dialect = request?.dialect {
            respondEarly(dialect.respond(router.bodyTooLarge(count)))
        }
    }
}
