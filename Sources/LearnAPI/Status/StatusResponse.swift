import Domain

/// What the daemon is and does: `GET /v1/status`.
public struct StatusResponse: Hashable, Sendable, Codable {
    /// The daemon's release.
    public var version: String
    /// The daemon's process.
    public var pid: Int32
    /// ISO 8601, UTC, as all times of the API.
    public var startedAt: String
    /// A sentence for people: `learning digits (step 120 of 360)`.
    public var doing: String
    /// The socket that answered: `predict` or `admin`.
    public var socket: String
    /// Where files are dropped, in a folder named after the model.
    public var inbox: String
    /// Where refused files go, with their reasons.
    public var rejected: String
    /// Free space where the database and the archive lie.
    public var freeBytes: Int
    /// Below this much free space no file is taken.
    public var floorBytes: Int
    /// Why the inbox is not read for now; left out while it is.
    public var intakeStopped: String?
    /// What lies in the inbox and is not taken, a sentence each with the reason: files that wait for others, links, what may not be read; left out
    /// where there is nothing.
    public var waitingFiles: [String]?
    /// Files that were put into no model's folder and now lie among the rejected ones, a sentence each with the reason; left out where there is
    /// none.
    public var misplacedFiles: [String]?
    /// What of the state does not fit together, a sentence each; left out where all does.
    public var damage: [String]?
    /// The slow round through archive and database; left out by older daemons.
    public var scrub: ScrubStatus?
    /// All models, by name.
    public var models: [ModelSummary]

    /// What is nil is left out of the answer.
    public init(
        version: String,
        pid: Int32,
        startedAt: String,
        doing: String,
        socket: String,
        inbox: String,
        rejected: String,
        freeBytes: Int,
        floorBytes: Int,
        intakeStopped: String? = nil,
        waitingFiles: [String]? = nil,
        misplacedFiles: [String]? = nil,
        damage: [String]? = nil,
        scrub: ScrubStatus? = nil,
        models: [ModelSummary]
    ) {
        self.version = version
        self.pid = pid
        self.startedAt = startedAt
        self.doing = doing
        self.socket = socket
        self.inbox = inbox
        self.rejected = rejected
        self.freeBytes = freeBytes
        self.floorBytes = floorBytes
        self.intakeStopped = intakeStopped
        self.waitingFiles = waitingFiles
        self.misplacedFiles = misplacedFiles
        self.damage = damage
        self.scrub = scrub
        self.models = models
    }

    private enum CodingKeys: String, CodingKey {
        case version, pid, doing, socket, inbox, rejected, damage, scrub, models
        case startedAt = "started_at"
        case freeBytes = "free_bytes"
        case floorBytes = "floor_bytes"
        case intakeStopped = "intake_stopped"
        case waitingFiles = "waiting_files"
        case misplacedFiles = "misplaced_files"
    }
}
