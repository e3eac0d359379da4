import Domain
import Logging
import Prediction
import Registry
import Threads

/// What follows when a model's versions have gone, since it is learned again or was removed: its job is stopped, it answers no more, whoever
/// watches is told, and the learning line looks for what waits now.
public struct ModelReset: Sendable {
    private let host: ModelHost
    private let book: StateBook
    private let board: JobBoard
    private let stop: StopSwitch
    private let events: EventBus
    private let bell: Bell
    private let logger: Logger

    public init(host: ModelHost, book: StateBook, board: JobBoard, stop: StopSwitch, events: EventBus, bell: Bell, logger: Logger) {
        self.host = host
        self.book = book
        self.board = board
        self.stop = stop
        self.events = events
        self.bell = bell
        self.logger = logger
    }

    /// After the transaction.
    ///
    /// - Parameters:
    ///   - batches: The files whose state changed, as they are now.
    ///   - staleJob: The job that ran.
    func follow(_ change: ModelChangeInfo, batches: [BatchInfo] = [], staleJob: JobID?) {
        if let staleJob, board.current?.job == staleJob { stop.stop(.stale) }
        host.remove(change.model)
        // The versions that did not load are gone.
        book.clear(change.model)
        events.publish(.modelChanged(change))
        events.publish(.batchesChanged(batches))
        let versions = "\(change.versions) version\(change.versions == 1 ? "" : "s")"
        let files = "\(change.batches) file\(change.batches == 1 ? "" : "s")"
        logger.notice(
            "\(change.kind.rawValue): \(versions) \(change.kind == .removed ? "and \(files) went" : "went, \(files) to learn again")",
            metadata: ["model": "\(change.model)", "uid": "\(change.by.uid)"])
        bell.ring()
    }
}
