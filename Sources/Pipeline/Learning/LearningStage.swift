import Domain
import Hashing
import Inbox
import Logging
import Registry
import Threads

/// The second stretch of the road (Pipeline.swift): waiting batches → job → candidate → gate → version. One job at a time, on a thread of its own.
public actor LearningStage {
    let registry: VersionRegistry
    let assembler: JobAssembler
    let children: any Children
    let stop: StopSwitch
    var settings: LearningSettings
    let currentJob: CurrentJob
    let journal: Journal
    /// Called with what is worked on, and within what time it will be heard of again.
    let working: @Sendable (_ what: String, _ limit: Duration) -> Void
    /// How long a stretch of the stage's own work may take, between two children: it reads a file, or writes a version.
    static let stretch = Duration.seconds(600)
    /// Models whose records cannot be read.
    var unreadable: Set<ModelName> = []
    /// Jobs that made way for others, in the order of their turns.
    var yielded: [JobID] = []
    /// Whether a job has just made way: what waited comes first.
    var isOthersTurn = false
    let errands = Errands()
    /// Whether one of them was just done.
    var isJobsTurn = false
    let serving: ServingStage
    private let executor = ThreadExecutor(name: "learning")
    /// Whether blobs without a version are to be removed before the next job.
    private var isSweepDue = false

    /// The stage's own thread, `learning`.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameter progress: Called with what is worked on, and within what time it will be heard of again: for the watchdog.
    public init(
        registry: VersionRegistry,
        archive: Archive,
        children: any Children = ProcessChildren(),
        serving: ServingStage,
        settings: LearningSettings,
        stop: StopSwitch,
        currentJob: CurrentJob,
        events: EventBus,
        logger: Logger,
        progress: @escaping @Sendable (_ work: String, _ limit: Duration) -> Void = { _, _ in }
    ) {
        self.registry = registry
        self.assembler = JobAssembler(registry: registry, archive: archive, root: settings.jobsPath, sources: serving.sources)
        self.children = children
        self.stop = stop
        self.serving = serving
        self.settings = settings
        self.currentJob = currentJob
        self.journal = Journal(events: events, logger: logger)
        self.working = progress
    }

    /// Has blobs without a version removed, between two jobs: one that is about to be committed stores blobs that no version lists yet.
    public func sweepBlobs() { isSweepDue = true }

    /// At start, before anything is learned: what jobs of an earlier daemon left behind.
    public func sweep() async throws {
        assembler.sweep(keeping: Set(try await registry.resumeJobs().map(\.id)))
    }

    /// Removes blobs without a version where that was asked for.
    func sweepIfDue() async throws {
        guard isSweepDue else { return }
        isSweepDue = false
        let sweep = try await registry.sweepOrphans()
        if sweep.count > 0 { journal.logger.info("\(sweep.count) orphaned blobs removed, \(sweep.byteCount) bytes") }
    }
}
