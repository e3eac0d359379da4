import CLinux
import ContinualLearning
import Domain
import Inbox
import Logging
import Registry
import Threads

/// The second stretch of the road: waiting batches → job → candidate → gate → version → serving. One job at a time, on a thread of its own.
///
/// ```
/// assemble → train (a child) → judge (a second child) → store the tensors, commit, activate → swap
/// ```
public actor LearningStage {
    private let registry: VersionRegistry
    private let assembler: JobAssembler
    private var children: LearningChildren
    private let serving: ServingStage
    private var settings: LearningSettings
    private let currentJob: CurrentJob
    private let events: EventBus
    private let logger: Logger
    private let progress: @Sendable (_ work: String, _ limit: Duration) -> Void
    /// How long a stretch of the stage's own work may take, between two children: it reads a file, or writes a version.
    private static let stretch = Duration.seconds(600)
    /// Models whose records cannot be read.
    private var unreadable: Set<ModelName> = []
    /// Whether blobs without a version are to be removed before the next job.
    private var isSweepDue = false
    private let executor = ThreadExecutor(name: "learning")

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameter progress: Called with what is worked on, and within what time it will be heard of again: for the watchdog.
    public init(
        registry: VersionRegistry,
        reader: BatchReader,
        serving: ServingStage,
        settings: LearningSettings,
        stop: StopSwitch,
        currentJob: CurrentJob,
        events: EventBus,
        logger: Logger,
        progress: @escaping @Sendable (_ work: String, _ limit: Duration) -> Void = { _, _ in }
    ) {
        self.registry = registry
        self.assembler = JobAssembler(registry: registry, reader: reader, root: settings.jobsPath)
        self.children = LearningChildren(settings: settings, stop: stop)
        self.serving = serving
        self.settings = settings
        self.currentJob = currentJob
        self.events = events
        self.logger = logger
        self.progress = progress
    }

    /// Runs the job that was left running, if any, else begins one for the model whose batch has waited longest.
    ///
    /// - Parameter settings: Those in force; they hold until the job is over.
    /// - Returns: False if there is nothing to learn now.
    /// - Throws: `CancellationError` if the daemon ends meanwhile.
    public func learnNext(_ specifications: Specifications, _ settings: LearningSettings) async throws -> Bool {
        self.settings = settings
        children.settings = settings
        if isSweepDue {
            isSweepDue = false
            let sweep = try await registry.sweepOrphans()
            if sweep.count > 0 { logger.info("\(sweep.count) orphaned blobs removed, \(sweep.byteCount) bytes") }
        }
        guard let job = try await nextJob(specifications) else { return false }
        try await run(job)
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

    private func nextJob(_ specifications: Specifications) async throws -> JobInfo? {
        if let left = try await registry.resumeJobs().first { return left }
        var chosen: (model: ModelInfo, batches: [BatchInfo], specification: [UInt8])?
        for model in try await registry.models() where model.paused == nil {
            let bounds = specifications[model.name].jobs
            let batches = try await registry.nextBatches(of: model.name, maxBatches: bounds.maxBatches, maxRows: bounds.maxRows)
            guard let first = batches.first else { continue }
            if let others = chosen?.batches.first, others.id < first.id { continue }
            guard let specification = specification(for: model, specifications) else { continue }
            chosen = (model, batches, specification)
        }
        guard let (model, batches, specification) = chosen else { return nil }
        return try await registry.beginJob(
            model.name,
            parent: model.headVersion,
            seed: specifications[model.name].seed,
            specification: specification,
            batches: batches.map(\.id)
        )
    }

    /// Nil where what is recorded of the model cannot be read, as after a downgrade: its files wait, and the other models learn. Logged once.
    private func specification(for model: ModelInfo, _ specifications: Specifications) -> [UInt8]? {
        do {
            let specification = try specifications.forJob(of: model)
            unreadable.remove(model.name)
            return specification
        } catch {
            if unreadable.insert(model.name).inserted {
                logger.error(
                    "its files wait: what is recorded of the model cannot be read by this release (\(error)); install the newer release again",
                    metadata: ["model": "\(model.name)"]
                )
            }
            return nil
        }
    }

    private func run(_ job: JobInfo) async throws {
        // A rollback that came when no child ran left its word behind; it was not about this job.
        children.forgetStaleStop()
        currentJob.begin(job)
        let began = ContinuousClock.now
        defer { currentJob.end() }
        guard try await stands(job) else { return }
        events.publish(.jobStarted(job))
        logger.info("job started", metadata: ["model": "\(job.model)", "job": "\(job.id)", "files": "\(job.batches.count)"])
        do {
            do {
                try await carryOut(job)
            } catch let fault as DamagedFile {
                // The job's record, the archive and the parent are what they were: from these the folder is made once more before a file is blamed.
                assembler.remove(job)
                logger.error("the job's folder is made again: \(fault)", metadata: ["model": "\(job.model)", "job": "\(job.id)"])
                try await carryOut(job)
            }
        } catch is StaleParent {
            try await abandon(job, "its parent is no longer the version that later files build on")
        } catch let refusal as Refusal where refusal.kind != .unavailable {
            if try await stands(job) { try await fail(job, refusal.description) }
        } catch let error as DecodingError {
            // Another release may have recorded it: tried again for ever, it would keep every model from learning.
            if try await stands(job) { try await fail(job, "what is recorded of it cannot be read by this release: \(error)") }
        } catch let fault as DamagedFile {
            assembler.remove(job)
            try await fail(job, "\(fault), again after it was made again: the disk is not to be trusted")
        }
        try await tellEnding(of: job, since: began)
    }

    /// A job that failed and is to be tried again has not ended.
    private func tellEnding(of job: JobInfo, since began: ContinuousClock.Instant) async throws {
        guard let state = try await registry.jobState(job.id), state != .running else { return }
        events.publish(.jobEnded(job, state, after: ContinuousClock.now - began))
    }

    private func carryOut(_ job: JobInfo) async throws {
        let assembled = try await assembler.assemble(job) { [progress] in
            progress("the folder of job \(job.id): \($0)", Self.stretch)
        }
        guard try await attempt(job, assembled, { self.children.train(assembled.directory, report: $0) }, named: "training") else { return }
        guard try await attempt(job, assembled, { self.children.judge(assembled.directory, report: $0) }, named: "judging") else { return }
        progress("the version of job \(job.id)", Self.stretch)
        try await commit(job, assembled)
    }

    /// Whether a job is still to be done. When its model is learned again or removed, its record goes with the versions; its directory goes here.
    private func stands(_ job: JobInfo) async throws -> Bool {
        if try await registry.isRunning(job.id) { return true }
        assembler.remove(job)
        logger.notice(
            "the job is dropped: its model was learned again or removed",
            metadata: ["model": "\(job.model)", "job": "\(job.id)"]
        )
        return false
    }

    /// Runs a child until it succeeds.
    ///
    /// - Returns: False if the job is over without a result.
    /// - Throws: `CancellationError` if the daemon ends, `DamagedFile` if the child found its folder so.
    private func attempt(
        _ job: JobInfo,
        _ assembled: AssembledJob,
        _ child: (_ report: (JobProgress) -> Void) -> ChildEnding,
        named name: String
    ) async throws -> Bool {
        var checkpoint = 0
        while true {
            var reached = checkpoint
            // A child that is silent is stopped; only where even that does not come about is this stage stuck.
            let silence = settings.hangTimeout * 2 + .seconds(10)
            self.progress("\(name) of job \(job.id)", silence)
            let ending = child { progress in
                reached = max(reached, progress.checkpoint ?? 0)
                self.currentJob.advance(to: progress)
                self.progress("\(name) of job \(job.id)", silence)
                self.events.publish(.jobProgress(job.id, job.model, progress))
            }
            if reached > checkpoint {
                checkpoint = reached
                try await registry.clearFailures(job.id)
            }
            if ending.cause == .exited(code: 0) { return true }
            if ending.cause == .stopped {
                // The daemon ends: the job stays as it is, and goes on from its checkpoint at the next start.
                guard children.takeStopReason() == .stale else { throw CancellationError() }
                try await abandon(job, "the version it built on was left")
                return false
            }
            if ending.isDamagedFolder { throw DamagedFile(told: ending.lastWords) }
            logger.warning("\(name): \(ending)", metadata: ["model": "\(job.model)", "job": "\(job.id)"])
            if ending.isOwnFailure {
                if try await isGivenUp(job, "\(name): \(ending)\(memoryRemark(ending))", atOnce: ending.isCertain) { return false }
            } else {
                // Somebody else killed it: not the job's fault, but no reason to spin either.
                try await Task.sleep(for: settings.retryPause)
            }
        }
    }

    /// A crash says nothing of its cause; too little memory is the likeliest, and what a person can change.
    private func memoryRemark(_ ending: ChildEnding) -> String {
        guard settings.memoryBytes > 0, ending.isCrash || ending.cause == .outOfMemory else { return "" }
        return "; it may use \(settings.memoryBytes >> 20) MiB: if that is too little, raise trainer.memory and requeue the file"
    }

    /// - Parameter atOnce: Whether further attempts would be in vain.
    private func isGivenUp(_ job: JobInfo, _ error: String, atOnce: Bool = false) async throws -> Bool {
        let failures = try await registry.failAttempt(job.id, error: error)
        events.publish(.jobAttemptFailed(job.id, job.model, error: error, failures: failures))
        guard atOnce || failures >= settings.attempts else { return false }
        switch try await registry.splitJob(job.id, reason: error) {
        case .halves(let first, let second):
            events.publish(.batchesChanged(try await batches(first + second)))
            events.publish(.jobSplit(job.id, job.model, reason: error))
            logger.warning("the job is split in two", metadata: ["model": "\(job.model)", "job": "\(job.id)"])
        case .setAside(let batch):
            events.publish(.batchesChanged([try await registry.batch(batch)]))
            logger.error("the batch is set aside: \(error)", metadata: ["model": "\(job.model)", "batch": "\(batch)"])
        }
        assembler.remove(job)
        return true
    }

    private func batches(_ ids: [BatchID]) async throws -> [BatchInfo] {
        var batches: [BatchInfo] = []
        for id in ids { batches.append(try await registry.batch(id)) }
        return batches
    }

    /// A fault of ours outside the children (rows that no longer read, parts that do not load): counted like a child's.
    private func fail(_ job: JobInfo, _ error: String) async throws {
        logger.error("the job failed: \(error)", metadata: ["model": "\(job.model)", "job": "\(job.id)"])
        _ = try await isGivenUp(job, error)
    }

    private func abandon(_ job: JobInfo, _ reason: String) async throws {
        guard try await stands(job) else { return }
        try await registry.abandonJob(job.id, reason: reason)
        events.publish(.batchesChanged(try await batches(job.batches.map(\.id))))
        assembler.remove(job)
        logger.notice("the job is dropped: \(reason)", metadata: ["model": "\(job.model)", "job": "\(job.id)"])
    }

    private func commit(_ job: JobInfo, _ assembled: AssembledJob) async throws {
        let outcome = try assembled.outcome()
        events.publish(.judged(job.id, job.model, outcome.judgement))
        let parts = try await registry.storeBlobs(outcome.parts)
        let version = try await registry.commitVersion(
            VersionCommit(
                job: job.id,
                expectedHead: job.parent,
                digest: assembled.versionDigest(of: parts),
                parts: parts,
                verdict: outcome.judgement.passed ? .accepted : .held(reason: outcome.judgement.reasons.joined(separator: "; ")),
                report: outcome.report,
                evaluation: try CanonicalJSON.encode(outcome.judgement)
            )
        )
        if version.state == .accepted {
            try await serving.swap(to: version.number, of: job.model, parts: outcome.parts, precision: outcome.judgement.precision)
            events.publish(.activated(job.model, from: job.parent, to: version.number, kind: .learned))
        }
        let serves = version.state == .accepted ? version.number : job.parent
        events.publish(.committed(version, serving: serves, task: assembled.document.schema.task))
        assembler.remove(job)
        logger.info(
            "version \(version.number) \(version.state == .accepted ? "serves" : "is held: \(version.reason ?? "")")",
            metadata: ["model": "\(job.model)", "version": "\(version.number)"]
        )
    }
}
