import CLinux
import ContinualLearning
import Domain
import Hashing
import Inbox
import Registry

// The road, from a file in an inbox to the version that answers with what it taught:
//
//   inbox ─ take ─▶ archive ─ read ─▶ batch        IntakeStage     a file a transaction
//   batches ─ choose ─▶ job                        LearningStage   one job at a time
//   job ─ read, train, judge ─▶ candidate                          a child each
//   candidate ─ store, commit ─▶ version                           all or nothing
//   version ─ swap ─▶ predictions                  ServingStage    one reference
//
// A kill anywhere repeats nothing and loses nothing: what is not recorded comes again with the next look, what is recorded goes on from where it was.
// What becomes of a child that fails, and of a job that makes way, is in LearningStage+Attempts and +Choosing.

/// From the inbox to batches.
extension IntakeStage {
    /// Takes all that is ready now.
    ///
    /// - Parameter settings: Those in force; they hold until the next look.
    /// - Returns: When something that is settling may be ready; nil if nothing is.
    public func takeWhatIsReady(_ specifications: Specifications, _ settings: IntakeSettings) async throws -> Duration? {
        try await inTurn("taking files") {
            adopt(settings)
            let view = try look()
            guard !view.ready.isEmpty || !view.misplaced.isEmpty, hasRoom() else { return view.nextLook }
            try reject(view.misplaced)
            for start in stride(from: 0, to: view.ready.count, by: settings.groupSize) {
                try Task.checkCancellation()
                working(on: "taking files")
                try await take(Array(view.ready[start..<min(start + settings.groupSize, view.ready.count)]), specifications)
            }
            return view.nextLook
        }
    }

    private func take(_ files: [InboxFile], _ specifications: Specifications) async throws {
        for model in Set(files.compactMap(\.model)) { try await prepare(model, specifications) }
        // Renamed out of the senders' reach, copied into the archive, hashed, brought to disk.
        let outcomes = try taker.take(files)
        // By a child, under the model's schema; a model's first file decides it.
        let readings = try read(outcomes, specifications)
        guard !readings.isEmpty else { return }
        let results = try await registry.recordIntake(readings.map(\.record))
        // Out of the inbox: to nowhere, or to rejected/ with the reason.
        for (reading, result) in zip(readings, results) { try finish(reading, result) }
    }
}

/// From batches to a version.
extension LearningStage {
    /// Does the next piece of work: a version that is to be verified, methods to be compared, a job that was left running, or a new one for the model whose batch has
    /// waited longest.
    ///
    /// - Parameter settings: Those in force; they hold until the job is over.
    /// - Returns: False if there is nothing to do now.
    /// - Throws: `CancellationError` if the daemon ends meanwhile.
    public func learnNext(_ specifications: Specifications, _ settings: LearningSettings) async throws -> Bool {
        self.settings = settings
        try await sweepIfDue()
        // One and the other by turns, where both wait.
        if !isJobsTurn, let errand = errands.take() {
            isJobsTurn = true
            switch errand {
            case .verification(let request): await verify(request)
            case .comparison(let request): await compare(request)
            }
        } else if let job = try await nextJob(specifications) {
            isJobsTurn = false
            try await run(job)
        } else {
            isJobsTurn = false
            return errands.areWaiting
        }
        // What the job's versions took is kept by the allocator otherwise, for good.
        learnd_trim_heap()
        return true
    }

    /// A job, from its record to a version that serves.
    func carryOut(_ job: JobInfo) async throws {
        let folder = try await assembler.assemble(job) { [working] in working("the folder of job \(job.id): \($0)", Self.stretch) }
        if !folder.isPrepared, try await !attempt(.read, job, folder) { return }
        guard try await attempt(.train, job, folder) else { return }
        if let reason = try unchanged(job, folder) { return try await end(job, reason) }
        guard try await attempt(.judge, job, folder) else { return }
        working("the version of job \(job.id)", Self.stretch)
        let candidate = try folder.candidate()
        guard let judgement = candidate.judgement else {
            throw Refusal(.failed, what: "the judge has left no judgement", at: "job \(job.id)")
        }
        journal.events.publish(.judged(job.id, job.model, judgement))
        let version = try await commit(candidate, judgement, of: job, folder.derivation)
        // The job is over, whatever comes now: what was committed is followed, and a version that does not load is no fault of its files.
        if version.state == .accepted { await serving.follow(version, candidate) }
        journal.committed(version, of: job, form: folder.derivation.form)
        assembler.remove(job)
    }

    /// The parts first, under their digests; then version, batches' states and serving alias in one transaction.
    private func commit(
        _ candidate: Candidate,
        _ judgement: Judgement,
        of job: JobInfo,
        _ derivation: Derivation
    ) async throws -> VersionInfo {
        let parts = try await registry.storeBlobs(candidate.parts)
        return try await registry.commitVersion(
            VersionCommit(
                job: job.id,
                expectedHead: job.parent,
                digest: derivation.versionDigest(of: parts),
                parts: parts,
                verdict: judgement.passed ? .accepted : .held(reason: judgement.reasons.joined(separator: "; ")),
                report: candidate.report,
                evaluation: try CanonicalJSON.encode(judgement),
                precision: candidate.precision
            )
        )
    }
}

/// From a version to predictions.
extension ServingStage {
    /// Follows a candidate that was committed as a version. Where it does not load, its nearest ancestor that does serves on, as at a start.
    func follow(_ version: VersionInfo, _ candidate: Candidate) async {
        do {
            try await swap(to: version.number, of: version.model, candidate.predictor(sources: sources))
        } catch {
            logger.error("version \(version.number) does not load: \(error)", metadata: ["model": "\(version.model)"])
            do {
                try await fallBack(version.model, from: version.number, because: error)
            } catch {
                logger.error("no other version was made to serve: \(error)", metadata: ["model": "\(version.model)"])
            }
        }
    }
}
