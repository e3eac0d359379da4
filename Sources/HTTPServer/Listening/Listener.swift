import Domain
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// One of the two sockets, accepting.
struct Listener: Sendable {
    let channel: any Channel
    /// To be removed at the end: ours, not somebody's who passed the descriptor.
    private let ownPath: String?

    /// Connections that wait to be accepted; the system's own bound (net.core.somaxconn) holds below it.
    static let backlog: Int32 = 4096

    static func open(
        _ endpoint: Endpoint,
        _ services: SocketServices,
        workspaces: LoopWorkspaces,
        on group: any EventLoopGroup
    ) async throws -> Listener {
        let descriptor = if let inherited = endpoint.inherited { inherited } else { try UnixSocket.listen(endpoint) }
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.backlog, value: backlog)
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.setUp(channel, services, workspaces)
                }
            }
        let channel = try await bootstrap.withBoundSocket(descriptor).get()
        // NIO listens by itself, before its options are set, and so with a backlog of 128: those who connect while the daemon restarts would be
        // turned away from the 129th on.
        guard Glibc.listen(descriptor, backlog) == 0 else {
            throw Refusal(.failed, what: "the socket does not listen: \(String(cString: strerror(errno)))", at: endpoint.path)
        }
        return Listener(channel: channel, ownPath: endpoint.inherited == nil ? endpoint.path : nil)
    }

    func close() async {
        try? await channel.close()
        if let ownPath { unlink(ownPath) }
    }

    /// A connection's pipeline. Answers go out as bytes, so there is no encoder.
    static func setUp(_ channel: any Channel, _ services: SocketServices, _ workspaces: LoopWorkspaces) throws {
        let admission = services.connections.enter(channel)
        switch admission {
        case .admitted, .last: break
        case .full:
            services.metrics.refusedConnections.add()
            return try channel.pipeline.syncOperations.addHandler(TurnedAway(limit: services.settings.connections))
        }
        let connections = services.connections
        channel.closeFuture.whenComplete { _ in connections.leave(channel) }
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = services.settings.headerBytes
        limits.maxHeaderListSize = services.settings.headerBytes
        try channel.pipeline.syncOperations.addHandlers([
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)),
            RequestHandler(services: services, entry: workspaces.entry(of: channel.eventLoop)),
        ])
        if case .last = admission { channel.pipeline.fireUserInboundEventTriggered(FinishConnection()) }
    }
}
