/// What the learning stage goes by besides the models' own specifications.
public struct LearningSettings: Sendable {
    /// This program, started again for each child's work.
    public var executable: String
    /// The folder of the jobs' directories.
    public var jobsPath: String
    /// The folder of pretrained bases; nil: there are none.
    public var basesPath: String?
    /// The folder of what can be made again; nil: nothing is kept.
    public var cachePath: String?
    /// Most bytes of texts' vectors that are kept of each base.
    public var cacheBytes: Int
    /// Threads that share a training step's work.
    public var threads: Int
    /// Niceness of each child, 0…19.
    public var nice: Int
    /// Most bytes a child that trains or judges may allocate; 0 for no bound.
    public var memoryBytes: Int
    /// The same of one that reads files.
    public var readingBytes: Int
    /// Each child's `oom_score_adj`, 0…1000: the kernel ends it before the daemon.
    public var oomScore: Int
    /// A child that says nothing for so long is hung.
    public var hangTimeout: Duration
    /// How often a trainer keeps its work.
    public var checkpointInterval: Duration
    /// Failures of the job's own, in a row, after which it is split.
    public var attempts: Int
    /// Before a child that somebody else killed is started again.
    public var retryPause: Duration
    /// How long a job is trained while others wait, before it makes way for one of them.
    public var turn: Duration

    /// A child that is silent is stopped; only where even that does not come about in this time is who waits for it stuck.
    var silence: Duration { hangTimeout * 2 + .seconds(10) }

    /// All of it is taken from the daemon's settings, but for `retryPause`.
    public init(
        executable: String,
        jobsPath: String,
        basesPath: String? = nil,
        cachePath: String? = nil,
        cacheBytes: Int = 0,
        threads: Int,
        nice: Int,
        memoryBytes: Int,
        readingBytes: Int,
        oomScore: Int,
        hangTimeout: Duration,
        checkpointInterval: Duration,
        attempts: Int,
        retryPause: Duration = .milliseconds(200),
        turn: Duration = .seconds(60)
    ) {
        self.executable = executable
        self.jobsPath = jobsPath
        self.basesPath = basesPath
        self.cachePath = cachePath
        self.cacheBytes = cacheBytes
        self.threads = threads
        self.nice = nice
        self.memoryBytes = memoryBytes
        self.readingBytes = readingBytes
        self.oomScore = oomScore
        self.hangTimeout = hangTimeout
        self.checkpointInterval = checkpointInterval
        self.attempts = attempts
        self.retryPause = retryPause
        self.turn = turn
    }
}
