import NIOCore
import NIOHTTP1

/// Pipelined requests: those of one connection are taken for a while, then the other connections of its event loop have their turn.
extension RequestHandler {
    /// What one connection's requests may take in one go: a large one, or ten small ones.
    private static let turn = TimeAmount.microseconds(40)

    /// Whether the request that this part begins has to wait.
    func isTurnOver(before part: HTTPServerRequestPart) -> Bool {
        guard case .head = part else { return false }
        // Its last request was done then; before the first of a turn that is long ago.
        return lastActivity - turnBegan > Self.turn
    }

    func yield() {
        isYielding = true
        turns.add(self)
    }

    /// Its turn has come again.
    func haveTurn() {
        guard isYielding, let context else { return }
        isYielding = false
        takeWaiting(context)
    }

    /// Takes what waits, as long as a turn lasts or until something has to be waited for.
    func takeWaiting(_ context: ChannelHandlerContext) {
        if !isInRead { turnBegan = .now() }
        let wasInRead = isInRead
        // All answers of a turn go out together.
        isInRead = true
        isTakingWaiting = true
        while let part = waitingParts.first {
            if isTurnOver(before: part) {
                yield()
                break
            }
            waitingParts.removeFirst()
            take(part, context)
            if case .answering = phase { break }
        }
        isTakingWaiting = false
        isInRead = wasInRead
        if !isInRead, hasUnflushed { flush(context) }
        guard waitingParts.isEmpty else { return }
        if let error = errorBehind {
            errorBehind = nil
            return errorCaught(context: context, error: error)
        }
        if isInputClosed {
            isLast = true
            switch phase {
            case .waiting: return closeWhenWritten(context)
            case .receiving: return context.close(promise: nil)
            default: break
            }
        }
        goOnReading()
    }
}
