import Domain
import Logging
import Prediction
import Registry
import Threads

/// What follows when a model's versions have gone, since it is learned again or was removed: its job is stopped, it answers no more, whoever
/// watches is told, and the learning stage looks for what waits now.
public struct ModelReset: Sendable {
    private let host: ModelHost
    private let findings: StateFindings
    private let currentJob: CurrentJob
    private let stop: StopSwitch
    private let events: EventBus
    private let signal: WakeSignal
    private let logger: Logger

    /// - Parameters:
    ///   - stop: Of the learning stage's children.
    ///   - signal: Wakes the learning stage.
    public init(
        host: ModelHost,
        findings: StateFindings,
        currentJob: CurrentJob,
        stop: StopSwitch,
        events: EventBus,
        signal: WakeSignal,
        logger: Logger
    ) {
        self.host = host
        self.findings = findings
        self.currentJob = currentJob
        self.stop = stop
        self.events = events
        self.signal = signal
        self.logger = logger
    }

    /// After the transaction.
    ///
    /// - Parameters:
    ///   - batches: The files whose state changed, as they are now.
    ///   - staleJob: The job that ran.
    func follow(_ change: ModelChangeInfo, batches: [BatchInfo] = [], staleJob: JobID?) {
        if let staleJob, currentJob.current?.job == staleJob { stop.stop(.stale) }
        host.remove(change.model)
        // The versions that did not load are gone.
        findings.clear(change.model)
        events.publish(.modelChanged(change))
        events.publish(.batchesChanged(batches))
        let versions = "\(change.versions) version\(change.versions == 1 ? "" : "s")"
        let files = "\(change.batches) file\(change.batches == 1 ? "" : "s")"
        logger.notice(
            "\(change.kind.rawValue): \(versions) \(change.kind == .removed ? "and \(files) deleted" : "deleted, \(files) queued")",
            metadata: ["model": "\(change.model)", "uid": "\(change.by.uid)"]
        )
        signal.raise()
    }
}
