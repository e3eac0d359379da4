import Domain

/// A job that runs.
public struct JobState: Hashable, Sendable, Codable {
    /// The job's number, over all models.
    public var id: JobID
    /// What is done in the phase that it is in; left out until a child has reported.
    public var progress: JobPhaseProgress?
    /// Steps done of `steps`; both 0 outside training.
    public var step: Int
    /// Steps of the whole job; 0 outside training.
    public var steps: Int
    /// The files it learns; none where it refines.
    public var batches: [BatchID]
    /// What it is for; left out where it learns files.
    public var purpose: JobPurpose?

    /// Steps follow from the progress.
    public init(id: JobID, purpose: JobPurpose = .learn, progress: JobPhaseProgress? = nil, batches: [BatchID]) {
        self.id = id
        self.progress = progress
        let training = progress?.phase == .train ? progress : nil
        step = training?.done ?? 0
        steps = training?.of ?? 0
        self.batches = batches
        self.purpose = purpose == .learn ? nil : purpose
    }
}

/// How far a job is in one of its phases: part of `JobState` and of the event `job_progress`.
public struct JobPhaseProgress: Hashable, Sendable, Codable {
    /// A reader takes a phase that it does not know for work under way.
    public struct Phase: RawRepresentable, Hashable, Sendable, Codable {
        /// As it is written: `train`.
        public var rawValue: String
        /// Any text: a newer daemon may have phases that this release does not know.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The archived files that it learns are read; counted in bytes.
        public static let read = Phase(rawValue: "read")
        /// The job's folder is loaded; counted in bytes.
        public static let load = Phase(rawValue: "load")
        /// Rows are made ready for training; counted in rows.
        public static let encode = Phase(rawValue: "encode")
        /// Counted in steps.
        public static let train = Phase(rawValue: "train")
        /// The candidate is written; counted in parts.
        public static let write = Phase(rawValue: "write")
        /// The candidate is compared with the serving version; counted in predicted rows.
        public static let judge = Phase(rawValue: "judge")
    }

    /// What its child does now.
    public var phase: Phase
    /// 0 at the phase's beginning; counted in what the phase says.
    public var done: Int
    /// How much the whole phase is; it may still grow.
    public var of: Int

    /// - Parameter total: What is to be done in all.
    public init(phase: Phase, done: Int, of total: Int) {
        self.phase = phase
        self.done = done
        of = total
    }
}
