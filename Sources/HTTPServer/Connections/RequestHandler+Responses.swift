import Domain
import NIOCore
import NIOHTTP1
import Prediction

/// From a whole request to the bytes of its answer.
extension RequestHandler {
    func dispatch() {
        guard let request, let context else { return }
        lastActivity = request.began
        if let refused = request.refused { return finish(refused) }
        guard let route = request.route else { return }
        if let coding = request.coding, coding.isKnown, let body = request.body, body.readableBytes > 0 {
            return decompress(Inflation(body: body, coding: coding, limit: services.settings.bodyBytes), context)
        }
        act(on: request, route, context)
    }

    /// What a route does with a request whose body is as it should be.
    func act(on request: RequestInHand, _ route: Int, _ context: ChannelHandlerContext) {
        switch services.table.routes[route].action {
        case .predict(let form): predict(form, request, context)
        case .call(let call): self.call(call, request, context)
        case .events: stream(request, context)
        }
    }

    /// Nothing more is taken until `finish` or `finishRequest`.
    func beginResponding() {
        phase = .answering
    }

    func beginStreaming(_ lines: EventLines) {
        phase = .streaming(lines)
        // Else nobody would see that the reader leaves.
        goOnReading()
    }

    /// The answer to the request in hand; then on to the next.
    func finish(_ response: Response) {
        if case .closing = phase { return }
        write(response)
        finishRequest()
    }

    func refuse(_ refusal: Refusal, status: HTTPResponseStatus? = nil) {
        if refusal.kind == .failed { services.logger.error("\(refusal)", metadata: ["path": "\(request?.target?.path ?? "")"]) }
        finish((request?.dialect ?? .plain).respond(refusal, status: status))
    }

    /// An answer that lies in the workspace: no copy but the one into the bytes that go out.
    func finishFromWorkspace(inferenceHeaderLength: Int?) {
        guard let request, let context else { return }
        var head = ResponseHead(
            status: .ok,
            contentType: "application/json",
            length: .bytes(workspace.response.count),
            connection: request.connectionHeader
        )
        if let inferenceHeaderLength {
            head.contentType = "application/octet-stream"
            head.headers = [("inference-header-content-length", "\(inferenceHeaderLength)")]
        }
        var buffer = context.channel.allocator.buffer(capacity: 256 + workspace.response.count)
        head.write(to: &buffer)
        buffer.writeBytes(workspace.response.bytes)
        workspace.trim()
        send(buffer)
        services.metrics.count(request.route, .ok, nanoseconds: (NIODeadline.now() - request.began).unsigned)
        finishRequest()
    }

    func write(_ response: Response) {
        guard let context else { return }
        if isLast { request?.keepsAlive = false }
        let head = ResponseHead(
            status: response.status,
            contentType: response.contentType,
            headers: response.headers,
            length: .bytes(response.body.readableBytes),
            connection: request?.connectionHeader ?? .close
        )
        var buffer = context.channel.allocator.buffer(capacity: 256 + response.body.readableBytes)
        head.write(to: &buffer)
        if request?.isHead != true { buffer.writeImmutableBuffer(response.body) }
        send(buffer)
        services.metrics.count(
            request?.route,
            response.status,
            nanoseconds: request.map { (NIODeadline.now() - $0.began).unsigned } ?? 0
        )
    }

    /// Bytes out: at once, or with all that one read brings.
    func send(_ buffer: ByteBuffer, promise: EventLoopPromise<Void>? = nil) {
        guard let context else { return promise?.fail(ChannelError.ioOnClosedChannel) ?? () }
        context.write(wrapOutboundOut(buffer), promise: promise)
        if isInRead { hasUnflushed = true } else { flush(context) }
    }

    func flush(_ context: ChannelHandlerContext) {
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
        let wasResponding = if case .answering = phase { true } else { false }
        phase = .waiting
        guard wasResponding, !isTakingWaiting else { return }
        takeWaiting(context)
    }

    /// Closes once everything written has gone out, or the peer has not read it for the idle time.
    func closeWhenWritten(_ context: ChannelHandlerContext) {
        phase = .closing
        lastActivity = .now()
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
