import Domain
import Logging
import Registry
import Rows

/// What becomes of jobs, told to the log and to whoever watches, the one with the other.
struct Journal {
    let events: EventBus
    let logger: Logger

    func started(_ job: JobInfo) {
        events.publish(.jobStarted(job))
        logger.info(job.purpose == .refine ? "refinement started" : "job started", metadata: names(job, ["files": "\(job.batches.count)"]))
    }

    func childFailed(_ job: JobInfo, _ work: ChildWork, _ ending: ChildEnding) {
        logger.warning("\(work.words): \(ending)", metadata: names(job))
    }

    func failed(_ job: JobInfo, _ error: String) { logger.error("the job failed: \(error)", metadata: names(job)) }

    func attemptFailed(_ job: JobInfo, _ error: String, failures: Int) {
        events.publish(.jobAttemptFailed(job.id, job.model, error: error, failures: failures))
    }

    func folderMadeAgain(_ job: JobInfo, _ fault: String) {
        logger.error("the job's folder is made again: \(fault)", metadata: names(job))
    }

    /// - Parameter batches: The job's, which wait again.
    func split(_ job: JobInfo, _ batches: [BatchInfo], _ reason: String) {
        events.publish(.batchesChanged(batches))
        events.publish(.jobSplit(job.id, job.model, reason: reason))
        logger.warning("the job is split in two", metadata: names(job))
    }

    func setAside(_ batch: BatchInfo, _ reason: String) {
        events.publish(.batchesChanged([batch]))
        logger.error("the batch is set aside: \(reason)", metadata: ["model": "\(batch.model)", "batch": "\(batch.id)"])
    }

    /// - Parameter batches: The job's, which wait again.
    func abandoned(_ job: JobInfo, _ batches: [BatchInfo], _ reason: String) {
        events.publish(.batchesChanged(batches))
        logger.notice("the job is dropped: \(reason)", metadata: names(job))
    }

    /// A refinement has changed nothing, or was stopped.
    func refinementEnded(_ job: JobInfo, _ reason: String) {
        events.publish(.jobDropped(job.id, job.model, reason: reason))
        logger.notice("the refinement is over: \(reason)", metadata: names(job))
    }

    /// Its record went with its model's versions.
    func gone(_ job: JobInfo) { logger.notice("the job is dropped: its model was learned again or removed", metadata: names(job)) }

    /// It lets others go first, and goes on later from where it is.
    func yielded(_ job: JobInfo) {
        events.publish(.jobYielded(job.id, job.model))
        logger.notice("the job makes way for others that wait, and goes on from its checkpoint afterwards", metadata: names(job))
    }

    func ended(_ job: JobInfo, _ state: JobState, after duration: Duration) { events.publish(.jobEnded(job, state, after: duration)) }

    func committed(_ version: VersionInfo, of job: JobInfo, form: Schema) {
        let serves = version.state == .accepted
        if serves { events.publish(.activated(job.model, from: job.parent, to: version.number, kind: .learned)) }
        events.publish(.committed(version, serving: serves ? version.number : job.parent, form: form))
        logger.info(
            "version \(version.number) \(serves ? "serves" : "is held: \(version.reason ?? "")")",
            metadata: ["model": "\(job.model)", "version": "\(version.number)"]
        )
    }

    private func names(_ job: JobInfo, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        more.merging(["model": "\(job.model)", "job": "\(job.id)"]) { own, _ in own }
    }
}

extension ChildWork {
    /// `training of job 7`
    var words: String {
        switch self {
        case .read: "reading"
        case .train: "training"
        case .judge: "judging"
        }
    }
}
