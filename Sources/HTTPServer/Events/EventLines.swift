import LearnAPI
import NIOCore

/// The lines that go to one reader of events, with a bound on how many wait for him.
///
/// Belongs to its connection's event loop.
final class EventLines {
    private weak var handler: RequestHandler?
    private let context: ChannelHandlerContext
    private let isChunked: Bool
    private let backlog: Int
    private let patience: TimeAmount
    /// When the lines that wait were written, the oldest first.
    private var waitingSince = CircularBuffer<NIODeadline>()
    private let isOver: EventLoopPromise<Void>
    private var waitingBytes = 0
    private var hasEnded = false
    private var heartbeat: RepeatedTask?

    /// An empty line is sent so often, so that a reader can tell silence from a dead daemon, and we a reader who left.
    static let heartbeatInterval = TimeAmount.seconds(15)

    init(handler: RequestHandler, context: ChannelHandlerContext, isChunked: Bool, backlog: Int, patience: TimeAmount) {
        self.handler = handler
        self.context = context
        self.isChunked = isChunked
        self.backlog = backlog
        self.patience = patience
        isOver = context.eventLoop.makePromise()
    }

    /// Completes when no more lines are wanted.
    var ended: EventLoopFuture<Void> { isOver.futureResult }

    func keepAlive() {
        let lines = NIOLoopBound(self, eventLoop: context.eventLoop)
        let interval = min(Self.heartbeatInterval, patience)
        heartbeat = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in lines.value.beat() }
    }

    private func beat() {
        if let oldest = waitingSince.first, NIODeadline.now() - oldest > patience { return drop() }
        send([UInt8(ascii: "\n")])
    }

    /// - Parameter line: With its newline.
    func send(_ line: [UInt8]) {
        guard !hasEnded else { return }
        if waitingBytes + line.count > backlog { return drop() }
        write(line)
    }

    /// The source is over, or the daemon: an orderly end.
    func finish() {
        close(after: [])
    }

    /// The reader left.
    func end() {
        guard !hasEnded else { return }
        hasEnded = true
        heartbeat?.cancel()
        isOver.succeed()
    }

    private func drop() {
        let reason = "read too slowly: \(waitingBytes) bytes were waiting"
        handler?.services.metrics.droppedReaders.add()
        close(after: (try? APIDocument.line(Event(type: .dropped, at: Timestamp.now(), reason: reason))) ?? [])
    }

    private func close(after line: [UInt8]) {
        guard !hasEnded else { return }
        if !line.isEmpty { write(line) }
        end()
        if isChunked { handler?.send(ByteBuffer(staticString: "0\r\n\r\n")) }
        handler?.closeWhenWritten(context)
    }

    private func write(_ line: [UInt8]) {
        var buffer = context.channel.allocator.buffer(capacity: line.count + 16)
        if isChunked { buffer.writeString(String(line.count, radix: 16) + "\r\n") }
        buffer.writeBytes(line)
        if isChunked { buffer.writeStaticString("\r\n") }
        let count = line.count
        waitingBytes += count
        waitingSince.append(.now())
        let written = context.eventLoop.makePromise(of: Void.self)
        let lines = NIOLoopBound(self, eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in
            lines.value.waitingBytes -= count
            _ = lines.value.waitingSince.popFirst()
        }
        handler?.send(buffer, promise: written)
    }
}
