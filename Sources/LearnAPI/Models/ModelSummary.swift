import Domain

/// A model at a glance: an element of `GET /v1/models` and part of `GET /v1/models/{m}`.
public struct ModelSummary: Hashable, Sendable, Codable {
    /// Its folder in the inbox has the same name.
    public var name: ModelName
    /// Left out until the first file was taken.
    public var task: ModelSpecification.Task?
    /// The version that answers now; left out before the first.
    public var serving: VersionNumber?
    /// The version that the next job starts from.
    public var head: VersionNumber?
    /// How many versions are kept.
    public var versions: Int
    /// Left out unless the model is paused.
    public var paused: PauseState?
    /// The former name of `paused`, until the next release.
    public private(set) var hold: PauseState?
    /// The job that runs now.
    public var job: JobState?
    /// How many files stand where, by `BatchState`; states without a file are left out.
    public var batches: [String: Int]
    /// How many of the files set aside were so because they could not be learned, and not by a person; left out where none was.
    public var failed: Int?
    /// Why none of its versions answers, though it has some; left out otherwise.
    public var damage: String?

    /// - Parameters:
    ///   - paused: Is written under both names, the former one too.
    ///   - failed: 0 is left out.
    public init(
        name: ModelName,
        task: ModelSpecification.Task? = nil,
        serving: VersionNumber? = nil,
        head: VersionNumber? = nil,
        versions: Int,
        paused: PauseState? = nil,
        job: JobState? = nil,
        batches: [String: Int],
        failed: Int? = nil,
        damage: String? = nil
    ) {
        self.name = name
        self.task = task
        self.serving = serving
        self.head = head
        self.versions = versions
        self.paused = paused
        hold = paused
        self.job = job
        self.batches = batches
        self.failed = failed == 0 ? nil : failed
        self.damage = damage
    }
}
