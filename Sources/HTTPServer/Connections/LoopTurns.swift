import NIOCore

/// The connections of one event loop that have more to do than one turn: one of them has its turn, then the loop looks at all its connections.
final class LoopTurns {
    /// SwiftNIO does all tasks that are due before it looks at its connections again: the next turn must not be due when one ends.
    private static let pause = TimeAmount.microseconds(25)

    private let eventLoop: any EventLoop
    private var waiting = CircularBuffer<RequestHandler>()
    private var isScheduled = false

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func add(_ handler: RequestHandler) {
        waiting.append(handler)
        schedule()
    }

    private func schedule() {
        guard !isScheduled, !waiting.isEmpty else { return }
        isScheduled = true
        let turns = NIOLoopBound(self, eventLoop: eventLoop)
        eventLoop.scheduleTask(in: Self.pause) { turns.value.run() }
    }

    private func run() {
        isScheduled = false
        waiting.popFirst()?.haveTurn()
        schedule()
    }
}
