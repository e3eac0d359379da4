import Domain
import NIOCore

/// Requests whose bodies come compressed.
extension RequestHandler {
    /// A larger body is decompressed on a prediction thread, as is one that becomes larger than `quickInflatedBytes`.
    private static let quickCompressedBytes = 64 << 10
    /// About two milliseconds.
    private static let quickInflatedBytes = 512 << 10

    /// Puts the body into the request as it was before, and goes on.
    func decompress(_ inflation: Inflation, _ context: ChannelHandlerContext) {
        do throws(Refusal) {
            if inflation.body.readableBytes <= Self.quickCompressedBytes,
                let plain = try inflation.run(atMost: Self.quickInflatedBytes)
            {
                return goOn(with: plain)
            }
        } catch {
            return refuse(error)
        }
        beginResponding()
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let isTaken = services.lanes.submit(of: client) { _ in
            let result = Result { () throws(Refusal) in try inflation.run() ?? ByteBuffer() }
            eventLoop.execute {
                switch result {
                case .success(let plain): handler.value.goOn(with: plain)
                case .failure(let refusal): handler.value.refuse(refusal)
                }
            }
        }
        if !isTaken { refuse(services.lanes.busy) }
    }

    private func goOn(with body: ByteBuffer) {
        if case .closing = phase { return }
        request?.body = body
        guard let request, let route = request.route, let context else { return }
        act(on: request, route, context)
    }
}
