import Domain

/// One line of `GET /v1/events?model=`: a JSON object with `type`, `at` and what belongs to the type.
public struct Event: Hashable, Sendable, Codable {
    public var type: Kind
    public var at: String
    public var model: ModelName?
    /// With the types that begin with `batch_`.
    public var batch: BatchResponse?
    /// With `file_refused`, a file outside any model's folder.
    public var file: String?
    public var job: JobID?
    /// The files of the job.
    public var batches: [BatchID]?
    /// With `job_progress`.
    public var progress: JobPhaseProgress?
    /// With `job_progress` of training.
    public var step: Int?
    public var steps: Int?
    public var loss: Double?
    /// With `job_attempt_failed`: attempts in a row.
    public var failures: Int?
    /// With `judged`.
    public var gate: GateReport?
    /// With `version_committed`.
    public var version: VersionSummary?
    /// With `version_activated`.
    public var from: VersionNumber?
    public var to: VersionNumber?
    public var activation: ActivationKind?
    public var reason: String?

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
        public var rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A file was recorded: `waiting`, `refused` or `duplicate`.
        public static let batchRecorded = Kind(rawValue: "batch_recorded")
        /// A file's state changed: `training`, `learned`, `held`, `set_aside`, or `waiting` again.
        public static let batchChanged = Kind(rawValue: "batch_changed")
        public static let fileRefused = Kind(rawValue: "file_refused")
        public static let intakeStopped = Kind(rawValue: "intake_stopped")
        public static let jobStarted = Kind(rawValue: "job_started")
        public static let jobProgress = Kind(rawValue: "job_progress")
        public static let jobAttemptFailed = Kind(rawValue: "job_attempt_failed")
        public static let jobYielded = Kind(rawValue: "job_yielded")
        public static let jobSplit = Kind(rawValue: "job_split")
        public static let judged = Kind(rawValue: "judged")
        public static let versionCommitted = Kind(rawValue: "version_committed")
        public static let versionActivated = Kind(rawValue: "version_activated")
        public static let modelPaused = Kind(rawValue: "model_paused")
        public static let modelResumed = Kind(rawValue: "model_resumed")
        /// The former names of the two, sent beside them until the next release.
        public static let modelHeld = Kind(rawValue: "model_held")
        public static let modelUnheld = Kind(rawValue: "model_unheld")
        /// Its versions went and its files wait again: by a person, or by settings that changed before a version had served.
        public static let modelRelearned = Kind(rawValue: "model_relearned")
        public static let modelReformed = Kind(rawValue: "model_reformed")
        public static let modelRemoved = Kind(rawValue: "model_removed")
        /// The last line of a stream that was read too slowly: what came since is lost.
        public static let dropped = Kind(rawValue: "dropped")
    }
}
