import CLinux
import ContinualLearning
import Domain
import Hashing
import Inbox
import Logging
import Registry
import Threads

/// The second stretch of the road: waiting batches → job → candidate → gate → version → serving. One job at a time, on a thread of its own.
///
/// ```
/// choose → assemble → read → train → judge (a child each) → store the parts → commit, activate → swap
/// ```
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
    let verifications = Verifications()
    /// Whether a version was just verified.
    private var isJobsTurn = false
    private let serving: ServingStage
    private let executor = ThreadExecutor(name: "learning")
    /// Whether blobs without a version are to be removed before the next job.
    private var isSweepDue = false

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
        self.assembler = JobAssembler(registry: registry, archive: archive, root: settings.jobsPath)
        self.children = children
        self.stop = stop
        self.serving = serving
        self.settings = settings
        self.currentJob = currentJob
        self.journal = Journal(events: events, logger: logger)
        self.working = progress
    }

    /// Does the next piece of work: a version that is to be verified, a job that was left running, or a new one for the model whose batch has
    /// waited longest.
    ///
    /// - Parameter settings: Those in force; they hold until the job is over.
    /// - Returns: False if there is nothing to do now.
    /// - Throws: `CancellationError` if the daemon ends meanwhile.
    public func learnNext(_ specifications: Specifications, _ settings: LearningSettings) async throws -> Bool {
        self.settings = settings
        if isSweepDue {
            isSweepDue = false
            let sweep = try await registry.sweepOrphans()
            if sweep.count > 0 { journal.logger.info("\(sweep.count) orphaned blobs removed, \(sweep.byteCount) bytes") }
        }
        // One and the other by turns, where both wait.
        if !isJobsTurn, let request = verifications.take() {
            isJobsTurn = true
            await verify(request)
        } else if let job = try await nextJob(specifications) {
            isJobsTurn = false
            try await run(job)
        } else {
            isJobsTurn = false
            return verifications.areWaiting
        }
        // What the job's rows and versions took is kept by the allocator otherwise, for good.
        learnd_trim_heap()
        return true
    }

    /// Has blobs without a version removed, between two jobs: one that is about to be committed stores blobs that no version lists yet.
    public func sweepBlobs() { isSweepDue = true }

    /// At start, before anything is learned: what jobs of an earlier daemon left behind.
    public func sweep() async throws {
        assembler.sweep(keeping: Set(try await registry.resumeJobs().map(\.id)))
    }

    /// A job, from its record to a version that serves.
    func carryOut(_ job: JobInfo) async throws {
        let folder = try await assembler.assemble(job) { [working] in working("the folder of job \(job.id): \($0)", Self.stretch) }
        if !folder.isPrepared, try await !attempt(.read, job, folder) { return }
        guard try await attempt(.train, job, folder), try await attempt(.judge, job, folder) else { return }
        working("the version of job \(job.id)", Self.stretch)
        let candidate = try folder.candidate()
        guard let judgement = candidate.judgement else {
            throw Refusal(.failed, what: "the judge has left no judgement", at: "job \(job.id)")
        }
        journal.events.publish(.judged(job.id, job.model, judgement))
        let parts = try await registry.storeBlobs(candidate.parts)
        let version = try await registry.commitVersion(
            VersionCommit(
                job: job.id,
                expectedHead: job.parent,
                digest: folder.derivation.versionDigest(of: parts),
                parts: parts,
                verdict: judgement.passed ? .accepted : .held(reason: judgement.reasons.joined(separator: "; ")),
                report: candidate.report,
                evaluation: try CanonicalJSON.encode(judgement)
            )
        )
        // The job is over, whatever comes now: what was committed is followed, and a version that does not load is no fault of its files.
        if version.state == .accepted { await serving.follow(version, candidate) }
        journal.committed(version, of: job, task: folder.derivation.form.task)
        assembler.remove(job)
    }
}
