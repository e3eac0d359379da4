import ContinualLearning
import Domain
import Registry
import Rows

/// What happens on the road, as it happens: for people who watch, and for counters.
public enum PipelineEvent: Sendable {
    /// A file was recorded: waiting, refused, or a duplicate. `ofModel` is false while the model has no accepted file, and so is none yet.
    case batch(BatchInfo, ofModel: Bool)
    /// Files whose state changed by themselves: set aside, or queued again.
    case batchesChanged([BatchInfo])
    /// A file outside any model's folder was refused.
    case fileRefused(file: String, reason: Refusal)
    /// The inbox is not read for now.
    case intakeStopped(reason: Refusal)
    case jobStarted(JobInfo)
    case jobProgress(JobID, ModelName, JobProgress)
    case jobAttemptFailed(JobID, ModelName, error: String, failures: Int)
    /// A job lets others go first; it goes on later.
    case jobYielded(JobID, ModelName)
    case jobSplit(JobID, ModelName, reason: String)
    /// A job without files is over, and changed nothing.
    case jobDropped(JobID, ModelName, reason: String)
    /// A job is over, since so long after it was taken up. Not told of one whose record went with its model's versions.
    case jobEnded(JobInfo, JobState, after: Duration)
    case judged(JobID, ModelName, Judgement)
    /// A version was recorded; `serving` is the one that serves now.
    case committed(VersionInfo, serving: VersionNumber?, form: Schema)
    case activated(ModelName, from: VersionNumber?, to: VersionNumber, kind: ActivationKind)
    case held(ModelName, reason: String)
    case unheld(ModelName)
    /// A model's versions went: it is learned again, or was removed.
    case modelChanged(ModelChangeInfo)
}
