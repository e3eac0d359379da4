import Domain

/// One line of `GET /v1/events?model=`: a JSON object with `type`, `at` and what belongs to the type.
public struct Event: Hashable, Sendable, Codable {
    /// Which of the others are there depends on it.
    public var type: Kind
    /// When it was told: ISO 8601, UTC.
    public var at: String
    /// Left out of what belongs to no model, such as a file outside any model's folder.
    public var model: ModelName?
    /// With the types that begin with `batch_`.
    public var batch: BatchResponse?
    /// With `file_refused`, a file outside any model's folder.
    public var file: String?
    /// With the types that begin with `job_`, and with `judged`.
    public var job: JobID?
    /// The files of the job.
    public var batches: [BatchID]?
    /// With `job_progress`.
    public var progress: JobPhaseProgress?
    /// With `job_progress` of training.
    public var step: Int?
    /// Steps of the whole job; with `step`.
    public var steps: Int?
    /// Mean loss over the last steps; with `job_progress` of training, where there is one yet.
    public var loss: Double?
    /// With `job_attempt_failed`: attempts in a row.
    public var failures: Int?
    /// With `judged`.
    public var gate: GateReport?
    /// With `version_committed`.
    public var version: VersionSummary?
    /// With `version_activated`.
    public var from: VersionNumber?
    /// With `version_activated`: the version that serves from now on.
    public var to: VersionNumber?
    /// With `version_activated`: why it changed.
    public var activation: ActivationKind?
    /// With `file_refused`, `intake_stopped`, `job_attempt_failed`, `job_split`, `model_paused`, and where a person gave one.
    public var reason: String?

    /// - Parameter type: Says which of the others are to be given.
    public init(
        type: Kind,
        at: String,
        model: ModelName? = nil,
        batch: BatchResponse? = nil,
        file: String? = nil,
        job: JobID? = nil,
        batches: [BatchID]? = nil,
        progress: JobPhaseProgress? = nil,
        step: Int? = nil,
        steps: Int? = nil,
        loss: Double? = nil,
        failures: Int? = nil,
        gate: GateReport? = nil,
        version: VersionSummary? = nil,
        from: VersionNumber? = nil,
        to: VersionNumber? = nil,
        activation: ActivationKind? = nil,
        reason: String? = nil
    ) {
        self.type = type
        self.at = at
        self.model = model
        self.batch = batch
        self.file = file
        self.job = job
        self.batches = batches
        self.progress = progress
        self.step = step
        self.steps = steps
        self.loss = loss
        self.failures = failures
        self.gate = gate
        self.version = version
        self.from = from
        self.to = to
        self.activation = activation
        self.reason = reason
    }

    /// A reader leaves out types that it does not know.
    public struct Kind: RawRepresentable, Hashable, Sendable, Codable {
        /// As it is written: `batch_recorded`.
        public var rawValue: String
        /// Any text: a newer daemon may have types that this release does not know.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A file was recorded: `waiting`, `refused` or `duplicate`.
        public static let batchRecorded = Kind(rawValue: "batch_recorded")
        /// A file's state changed: `training`, `learned`, `held`, `set_aside`, or `waiting` again.
        public static let batchChanged = Kind(rawValue: "batch_changed")
        /// A file outside any model's folder was put into the rejected one.
        public static let fileRefused = Kind(rawValue: "file_refused")
        /// The inbox is not read for now, with the reason.
        public static let intakeStopped = Kind(rawValue: "intake_stopped")
        /// A job was begun, or goes on after others had their turn.
        public static let jobStarted = Kind(rawValue: "job_started")
        /// A job's child has come further.
        public static let jobProgress = Kind(rawValue: "job_progress")
        /// A job's child failed, with the reason; after so many times the job is split, or its only file set aside.
        public static let jobAttemptFailed = Kind(rawValue: "job_attempt_failed")
        /// A job lets others go first; it goes on from its checkpoint later.
        public static let jobYielded = Kind(rawValue: "job_yielded")
        /// A job failed too often: its files wait again in two halves, with the reason.
        public static let jobSplit = Kind(rawValue: "job_split")
        /// A job without files is over and changed nothing, with the reason.
        public static let jobDropped = Kind(rawValue: "job_dropped")
        /// The gate has decided on a job's candidate.
        public static let judged = Kind(rawValue: "judged")
        /// A version was recorded, whether it serves or is held.
        public static let versionCommitted = Kind(rawValue: "version_committed")
        /// Another version serves now.
        public static let versionActivated = Kind(rawValue: "version_activated")
        /// A model starts no more jobs, with the reason.
        public static let modelPaused = Kind(rawValue: "model_paused")
        /// A model starts jobs again.
        public static let modelResumed = Kind(rawValue: "model_resumed")
        /// The former names of the two, sent beside them until the next release.
        public static let modelHeld = Kind(rawValue: "model_held")
        /// Sent beside `model_resumed`.
        public static let modelUnheld = Kind(rawValue: "model_unheld")
        /// Its versions went and its files wait again: by a person, or by settings that changed before a version had served.
        public static let modelRelearned = Kind(rawValue: "model_relearned")
        /// The same by the daemon, since settings that decide the model's form had changed.
        public static let modelReformed = Kind(rawValue: "model_reformed")
        /// All of a model went; its name is free.
        public static let modelRemoved = Kind(rawValue: "model_removed")
        /// The last line of a stream that was read too slowly: what came since is lost.
        public static let dropped = Kind(rawValue: "dropped")
    }
}
