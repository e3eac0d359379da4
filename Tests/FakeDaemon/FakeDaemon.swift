import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on a real Unix socket that answers as a test tells it to.
public final class FakeDaemon: Sendable {
    private struct State {
        var requests: [FakeRequest] = []
        var connections: [any Channel] = []
        var streams: [any Channel] = []
        var connectionCount = 0
    }

    /// The folder of the socket, for this daemon alone.
    public let folder: String
    /// The path that clients connect to, in `folder`.
    public let socket: String
    private let answer: @Sendable (FakeRequest) -> FakeReply
    private let state = Mutex(State())

    private init(folder: String, socketName: String, answer: @escaping @Sendable (FakeRequest) -> FakeReply) {
        self.folder = folder
        self.socket = folder + "/" + socketName
        self.answer = answer
    }

    /// Runs `body` while a daemon answers at `admin.sock`, or another name, of a new folder.
    public static func run<Result>(
        socketName: String = "admin.sock",
        answer: @escaping @Sendable (FakeRequest) -> FakeReply,
        _ body: (FakeDaemon) async throws -> Result
    ) async throws -> Result {
        let folder = Self.newFolder()
        let daemon = FakeDaemon(folder: folder, socketName: socketName, answer: answer)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                daemon.connected(channel)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(BelowHTTP(), name: BelowHTTP.name)
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
                    try channel.pipeline.syncOperations.addHandler(FakeHandler(daemon: daemon))
                }
            }
            .bind(unixDomainSocketPath: daemon.socket).get()
        func end() async throws {
            try await server.close()
            try await group.shutdownGracefully()
            Self.remove(folder)
        }
        do {
            let result = try await body(daemon)
            try await end()
            return result
        } catch {
            try await end()
            throw error
        }
    }

    /// An empty folder with a short path, as sockets need.
    public static func newFolder() -> String {
        var template = Array("/tmp/learnd-test-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no temporary folder: \(String(cString: strerror(errno)))")
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a folder and what it holds.
    public static func remove(_ folder: String) {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Everything asked so far.
    public var requests: [FakeRequest] { state.withLock { $0.requests } }
    /// Connections that clients have opened so far, those that are closed again among them.
    public var connectionCount: Int { state.withLock { $0.connectionCount } }

    /// Whether a client follows a stream now.
    public var hasStream: Bool { state.withLock { !$0.streams.isEmpty } }

    /// Sends a line on every open stream.
    public func emit(_ line: String) {
        for channel in state.withLock({ $0.streams }) {
            channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(channel.allocator.buffer(string: line + "\n"))), promise: nil)
        }
    }

    /// Ends the streams as a daemon does that stops.
    public func endStreams() {
        let streams = state.withLock { state in
            defer { state.streams = [] }
            return state.streams
        }
        for channel in streams { channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil) }
    }

    /// Closes every connection, as a daemon does with idle ones; returns when they are closed.
    public func closeConnections() async throws {
        let channels = state.withLock { state in
            defer { state.connections = [] }
            return state.connections
        }
        for channel in channels { try await channel.close() }
    }

    func reply(to request: FakeRequest) -> FakeReply {
        state.withLock { $0.requests.append(request) }
        return answer(request)
    }

    func open(_ channel: any Channel) { state.withLock { $0.streams.append(channel) } }

    private func connected(_ channel: any Channel) {
        state.withLock { state in
            state.connections.append(channel)
            state.connectionCount += 1
        }
    }
}
