import NIOCore
import NIOHTTP1

/// The lines of an answer that has no end, as they come; reading slowly slows the daemon's sending, not our memory.
struct LineStream {
    typealias Inbound = NIOAsyncChannelInboundStream<HTTPClientResponsePart>

    /// Asks for `request` on a connection of its own, hands the lines to `body` once the daemon has answered that it listens, and
    /// closes the connection when `body` is done.
    static func follow<Result: Sendable>(
        _ request: Request,
        connector: Connector,
        body: (inout LineReader) async throws -> Result
    ) async throws -> Result {
        let (channel, _) = try await connector.connect { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(contentsOf: [.head(request.head), .end(nil)])
            var reader = LineReader(parts: inbound.makeAsyncIterator(), request: request)
            try await reader.readHead()
            return try await body(&reader)
        }
    }
}

/// Reads an answer line by line.
struct LineReader {
    private var parts: LineStream.Inbound.AsyncIterator
    private let request: Request
    private var pending: [UInt8] = []
    private var ready: ArraySlice<[UInt8]> = []

    init(parts: LineStream.Inbound.AsyncIterator, request: Request) {
        self.parts = parts
        self.request = request
    }

    mutating func readHead() async throws {
        guard case .head(let head)? = try await nextPart() else {
            throw ClientError.broken("the daemon closed the connection before it had answered \(request.name)")
        }
        guard head.status.code != 200 else { return }
        var body: [UInt8] = []
        while case .body(let buffer)? = try await nextPart() { body.append(contentsOf: buffer.readableBytesView) }
        throw ResponseDecoding.error(Response(status: Int(head.status.code), body: body), to: request)
    }

    /// The next line without its end, empty lines (which keep the connection alive) left out; nil when the daemon ends the stream.
    mutating func next() async throws -> [UInt8]? {
        while true {
            if let line = ready.popFirst() { return line }
            switch try await nextPart() {
            case .body(let buffer): take(buffer.readableBytesView)
            case .head: continue
            case .end, nil: return nil
            }
        }
    }

    private mutating func nextPart() async throws -> HTTPClientResponsePart? {
        do {
            return try await parts.next()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw ClientError.broken("the connection of \(request.name) broke (\(error)); try again")
        }
    }

    private mutating func take(_ bytes: some Collection<UInt8>) {
        pending.append(contentsOf: bytes)
        var lines = pending.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let rest = lines.removeLast()
        ready = ArraySlice(lines.filter { !$0.isEmpty }.map(Array.init))
        pending = Array(rest)
    }
}
