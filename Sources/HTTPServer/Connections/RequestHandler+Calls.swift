import Domain
import LearnAPI
import NIOCore
import NIOPosix

/// Requests whose answers await something.
extension RequestHandler {
    func call(
        _ call: @escaping @Sendable (CallRequest) async throws -> Response,
        _ request: RequestInHand,
        _ context: ChannelHandlerContext
    ) {
        guard let target = request.target else { return }
        let channel = context.channel
        let callRequest = CallRequest(
            target: target,
            values: request.values,
            body: request.body ?? ByteBuffer(),
            socket: services.socket,
            caller: { try await Caller(peerOf: channel) }
        )
        answerLater(context) {
            let response = try await call(callRequest)
            return { $0.finish(response) }
        }
    }

    /// Runs `work` as a task of the server's, and what it returns back on this loop.
    func answerLater(_ context: ChannelHandlerContext, _ work: @escaping @Sendable () async throws -> @Sendable (RequestHandler) -> Void) {
        beginResponding()
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let isStarted = services.start {
            do {
                let then = try await work()
                eventLoop.execute { then(handler.value) }
            } catch {
                let refusal = Refusal(error)
                eventLoop.execute { handler.value.refuse(refusal) }
            }
        }
        if !isStarted { refuse(Refusal(.unavailable, what: "the daemon is stopping", fix: "try again")) }
    }

    /// `GET /v1/events`: the head goes out at once, so that a reader knows from when on nothing escapes him.
    func stream(_ request: RequestInHand, _ context: ChannelHandlerContext) {
        let model: ModelName?
        do throws(Refusal) {
            model = try request.target?.query()["model"].map { text throws(Refusal) in try ModelName(text) }
        } catch {
            return refuse(error)
        }
        if request.isHead { return sendStreamHead(request, context, closing: true) }
        let channel = context.channel
        answerLater(context) {
            let uid = try await Caller(peerOf: channel).uid
            return { handler in
                guard let context = handler.context, !handler.isLast else { return handler.refuse(Self.stopping) }
                handler.stream(request, context, model, uid)
            }
        }
    }

    private static var stopping: Refusal { Refusal(.unavailable, what: "the daemon is stopping", fix: "try again") }

    private func sendStreamHead(_ request: RequestInHand, _ context: ChannelHandlerContext, closing: Bool) {
        let head = ResponseHead(
            status: .ok,
            contentType: "application/x-ndjson",
            headers: [("cache-control", "no-store")],
            length: request.isOld ? .untilClose : .chunked,
            connection: .close
        )
        var buffer = context.channel.allocator.buffer(capacity: 256)
        head.write(to: &buffer)
        send(buffer)
        services.metrics.countStream(request.route)
        if closing { closeWhenWritten(context) }
    }

    private func stream(_ request: RequestInHand, _ context: ChannelHandlerContext, _ model: ModelName?, _ uid: UInt32) {
        let streams = services.streams
        guard streams.enter(uid) else {
            return refuse(
                Refusal(.unavailable, what: "as many read events already as may, or as one user may", fix: "try again when one has left")
            )
        }
        let lines = EventLines(
            handler: self,
            context: context,
            isChunked: !request.isOld,
            backlog: services.settings.eventBacklogBytes,
            patience: TimeAmount(services.settings.idleTimeout)
        )
        lines.ended.whenComplete { _ in streams.leave(uid) }
        let events = services.events.subscribe()
        let ended = lines.ended
        let sink = NIOLoopBound(lines, eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let isStarted = services.start {
            await withTaskGroup { tasks in
                tasks.addTask {
                    for await event in events where model == nil || event.model == model {
                        guard let line = try? APIDocument.line(event) else { continue }
                        eventLoop.execute { sink.value.send(line) }
                    }
                }
                tasks.addTask { try? await ended.get() }
                await tasks.next()
                eventLoop.execute { sink.value.finish() }
                tasks.cancelAll()
            }
        }
        guard isStarted else {
            lines.end()
            return refuse(Self.stopping)
        }
        beginStreaming(lines)
        sendStreamHead(request, context, closing: false)
        lines.keepAlive()
    }
}

extension Caller {
    /// The peer of a connected Unix socket.
    init(peerOf channel: any Channel) async throws {
        guard let provider = channel as? any SocketOptionProvider else {
            throw Refusal(.forbidden, what: "the caller cannot be determined", fix: "ask over the admin socket")
        }
        let peer: PeerCredentials = try await provider.unsafeGetSocketOption(
            level: .socket,
            name: NIOBSDSocket.Option(rawValue: CInt(SO_PEERCRED))
        ).get()
        self.init(uid: peer.uid, pid: peer.pid)
    }
}
