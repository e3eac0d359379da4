/// The child process that trains.
public struct TrainerSettings: Hashable, Sendable {
    /// Threads that share a step's work; decides nothing about the result.
    public var threads = 1
    /// Niceness, 0…19.
    public var nice = 10
    /// Most memory it may have, in bytes (RLIMIT_AS would also count what is only mapped: this bounds RLIMIT_DATA).
    public var memory = 2 << 30
    /// Most bytes of texts' vectors that are kept of each base in the cache's folder.
    public var cacheBytes = 512 << 20
    /// Without a sign of progress for so long it is stopped.
    public var hangTimeout: Duration = .seconds(60)
    /// How often it keeps its work: a trainer that is killed loses no more than this.
    public var checkpointInterval: Duration = .seconds(10)
    /// Its `oom_score_adj`, 0…1000: under want of memory the kernel ends the trainer, not the daemon.
    public var oomScore = 500
    /// Failed attempts of its own after which a job is split, then set aside.
    public var attempts = 3

    /// The defaults.
    public init() {}
}
