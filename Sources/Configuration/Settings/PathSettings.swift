/// Where things lie; every path is absolute.
public struct PathSettings: Hashable, Sendable {
    /// One folder a model, into which files are dropped.
    public var inbox = "/var/spool/learnd"
    /// Refused files and their reasons.
    public var rejected = "/var/lib/learnd/rejected"
    /// The SQLite database; `-wal` lies beside it while the daemon runs.
    public var database = "/var/lib/learnd/learnd.sqlite"
    /// Content-addressed copies of every file taken.
    public var archive = "/var/lib/learnd/archive"
    /// Pretrained bases, read only.
    public var bases = "/var/lib/learnd/bases"
    /// What can be made again, and is only kept so that it need not be: vectors of texts.
    public var cache = "/var/cache/learnd"
    /// The folders of training jobs.
    public var jobs = "/var/lib/learnd/jobs"
    /// Where the sockets are.
    public var run = "/run/learnd"

    /// The folders of an installed daemon.
    public init() {}

    /// Everything under one folder.
    public init(state: String) {
        inbox = state + "/inbox"
        rejected = state + "/rejected"
        database = state + "/learnd.sqlite"
        archive = state + "/archive"
        bases = state + "/bases"
        cache = state + "/cache"
        jobs = state + "/jobs"
        run = state + "/run"
    }

    /// The file whose lock says that a daemon runs on this database: it lies beside it, so that two daemons that share one find each other.
    public var lock: String { Path.parent(of: database) + "/learnd.lock" }
}
