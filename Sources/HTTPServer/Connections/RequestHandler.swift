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
    private(set) var phase = Phase.waiting
    private(set) var request: RequestInHand?
    private(set) var context: ChannelHandlerContext?
    private let router: ConnectionRouter
    /// Parts of pipelined requests.
    private var waitingParts = CircularBuffer<HTTPServerRequestPart>()
    private var isReadHeldBack = false
    private var isInRead = false
    private var hasUnflushed = false
    /// Close after the answer in hand.
    private var isLast = false
    private var lastActivity = NIODeadline.now()
    private var idleCheck: Scheduled<Void>?

    init(services: SocketServices, workspace: RowWorkspace) {
        self.services = services
        self.workspace = workspace
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
                .invalid, what: "the request did not come to its end within \(services.settings.idleTimeout)", fix: "send it again, quicker"
            )
            write(request?.dialect.answer(refusal, status: .requestTimeout) ?? Dialect.plain.answer(refusal, status: .requestTimeout))
            finishRequest()
        case .waiting, .discarding, .closing: context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is FinishConnection:
            isLast = true
            switch phase {
            case .waiting where waitingParts.isEmpty: context.close(promise: nil)
            case .streaming(let lines): lines.finish()
            default: break
            }
        case ChannelEvent.inputClosed:
            // Whoever closed his side may still read what he asked for, but a stream of events has no end to wait for.
            isLast = true
            switch phase {
            case .answering: break
            case .waiting where hasUnflushed || !waitingParts.isEmpty: break
            case .closing: break
            default: context.close(promise: nil)
            }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let parserError = error as? HTTPParserError else { return context.close(promise: nil) }
        switch phase {
        case .waiting, .receiving:
            request?.keepsAlive = false
            isLast = true
            let (refusal, status) = Self.refusal(of: parserError, limit: services.settings.headerBytes)
            write((request?.dialect ?? .plain).answer(refusal, status: status))
            finishRequest()
        default: context.close(promise: nil)
        }
    }

    private static func refusal(of error: HTTPParserError, limit: Int) -> (Refusal, HTTPResponseStatus) {
        switch error {
        case .headerOverflow:
            (
                Refusal(
                    .tooLarge, what: "the request's head is larger than \(limit) bytes", fix: "send less, or raise server.header_bytes"),
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
        return context.map { !$0.channel.isWritable } ?? true
    }

    private func goOnReading() {
        guard isReadHeldBack, !isHoldingBack, let context else { return }
        isReadHeldBack = false
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        goOnReading()
        context.fireChannelWritabilityChanged()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isInRead = true
        let part = unwrapInboundIn(data)
        if case .answering = phase { waitingParts.append(part) } else { take(part, context) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isInRead = false
        if hasUnflushed { flush(context) }
        context.fireChannelReadComplete()
    }

    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
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

    private func close(_ context: ChannelHandlerContext) {
        phase = .closing
        if hasUnflushed { flush(context) }
        context.close(promise: nil)
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var request = RequestInHand(head)
        if isLast { request.keepsAlive = false }
        let early = router.route(head, &request)
        self.request = request
        phase = .receiving
        if let early {
            answerEarly(early)
        } else if head.headers.first(name: "expect")?.lowercased() == "100-continue", !request.isOld {
            if let refused = request.refused { return answerEarly(refused) }
            var buffer = context.channel.allocator.buffer(capacity: 32)
            buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
    }

    /// The request is answered before its body is there, so the connection cannot go on after it.
    private func answerEarly(_ answer: Answer) {
        request?.keepsAlive = false
        write(answer)
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
            answerEarly(dialect.answer(router.bodyTooLarge(count)))
        }
    }

    // MARK: Answering

    private func dispatch() {
        guard let request, let context else { return }
        lastActivity = request.began
        if let refused = request.refused { return finish(refused) }
        guard let route = request.route else { return }
        switch services.table.routes[route].action {
        case .predict(let form): predict(form, request, context)
        case .call(let call): self.call(call, request, context)
        case .events: stream(request, context)
        }
    }

    /// Nothing more is taken until `finish` or `finishRequest`.
    func beginAnswering() {
        phase = .answering
    }

    func beginStreaming(_ lines: EventLines) {
        phase = .streaming(lines)
    }

    /// The answer to the request in hand; then on to the next.
    func finish(_ answer: Answer) {
        if case .closing = phase { return }
        write(answer)
        finishRequest()
    }

    func refuse(_ refusal: Refusal, status: HTTPResponseStatus? = nil) {
        if refusal.kind == .failed { services.logger.error("\(refusal)", metadata: ["path": "\(request?.target?.path ?? "")"]) }
        finish((request?.dialect ?? .plain).answer(refusal, status: status))
    }

    /// An answer that lies in the workspace: no copy but the one into the bytes that go out.
    func finishFromWorkspace(inferenceHeaderLength: Int?) {
        guard let request, let context else { return }
        var head = ResponseHead(
            status: .ok, contentType: "application/json", length: .bytes(workspace.answer.count), connection: request.connectionHeader)
        if let inferenceHeaderLength {
            head.contentType = "application/octet-stream"
            head.headers = [("inference-header-content-length", "\(inferenceHeaderLength)")]
        }
        var buffer = context.channel.allocator.buffer(capacity: 256 + workspace.answer.count)
        head.write(to: &buffer)
        buffer.writeBytes(workspace.answer.bytes)
        workspace.trim()
        send(buffer)
        services.metrics.count(request.route, .ok, nanoseconds: (NIODeadline.now() - request.began).unsigned)
        finishRequest()
    }

    private func write(_ answer: Answer) {
        guard let context else { return }
        if isLast { request?.keepsAlive = false }
        let head = ResponseHead(
            status: answer.status, contentType: answer.contentType, headers: answer.headers, length: .bytes(answer.body.readableBytes),
            connection: request?.connectionHeader ?? .close)
        var buffer = context.channel.allocator.buffer(capacity: 256 + answer.body.readableBytes)
        head.write(to: &buffer)
        if request?.isHead != true { buffer.writeImmutableBuffer(answer.body) }
        send(buffer)
        services.metrics.count(
            request?.route, answer.status, nanoseconds: request.map { (NIODeadline.now() - $0.began).unsigned } ?? 0)
    }

    /// Bytes out: at once, or with all that one read brings.
    func send(_ buffer: ByteBuffer, promise: EventLoopPromise<Void>? = nil) {
        guard let context else { return promise?.fail(ChannelError.ioOnClosedChannel) ?? () }
        context.write(wrapOutboundOut(buffer), promise: promise)
        if isInRead { hasUnflushed = true } else { flush(context) }
    }

    private func flush(_ context: ChannelHandlerContext) {
        hasUnflushed = false
        context.flush()
    }

    /// The request in hand is answered: the next one, or the end of the connection.
    func finishRequest() {
        guard let context else { return }
        let keepsAlive = request?.keepsAlive ?? false
        request = nil
        lastActivity = .now()
        guard keepsAlive, !isLast else { return closeWhenWritten(context) }
        let wasAnswering = if case .answering = phase { true } else { false }
        phase = .waiting
        guard wasAnswering else { return }
        while let part = waitingParts.popFirst() {
            take(part, context)
            if case .answering = phase { return }
        }
        goOnReading()
    }

    /// Closes once everything written has gone out, or the peer has not read it for the idle time.
    func closeWhenWritten(_ context: ChannelHandlerContext) {
        phase = .closing
        waitingParts.removeAll()
        let channel = context.channel
        let empty = context.channel.allocator.buffer(capacity: 0)
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(empty), promise: written)
        hasUnflushed = false
        goOnReading()
    }
}

extension TimeAmount {
    /// Nanoseconds; 0 for a clock that went back.
    fileprivate var unsigned: UInt64 { UInt64(max(0, nanoseconds)) }
}
