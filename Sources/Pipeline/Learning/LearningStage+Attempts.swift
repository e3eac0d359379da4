import ContinualLearning
import Domain
import Files
import Registry

/// How often a job is tried, and what becomes of one that fails.
extension LearningStage {
    /// A job, to its end or until it makes way.
    func run(_ job: JobInfo) async throws {
        // A rollback that came when no child ran left its word behind; it was not about this job.
        _ = stop.takeReason()
        currentJob.begin(job)
        let began = ContinuousClock.now
        defer { currentJob.end() }
        guard try await stands(job) else { return }
        journal.started(job)
        do {
            do {
                try await carryOut(job)
            } catch let fault as DamagedFile {
                // The job's record, the archive and the parent are what they were: from these the folder is made once more before a file is blamed.
                assembler.remove(job)
                journal.folderMadeAgain(job, "\(fault)")
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
        // One that failed and is to be tried again, or makes way, has not ended.
        guard let state = try await registry.jobState(job.id), state != .running else { return }
        journal.ended(job, state, after: ContinuousClock.now - began)
    }

    /// Runs a child until it succeeds.
    ///
    /// - Returns: False if the job is over without a result, or makes way.
    /// - Throws: `CancellationError` if the daemon ends, `DamagedFile` if the child found its folder so.
    func attempt(_ work: ChildWork, _ job: JobInfo, _ folder: DerivationFolder) async throws -> Bool {
        var checkpoint = 0
        while true {
            var reached = checkpoint
            let ending = runChild(work, job, folder) { reached = max(reached, $0.checkpoint ?? 0) }
            if reached > checkpoint {
                checkpoint = reached
                try await registry.clearFailures(job.id)
            }
            if ending.cause == .exited(code: 0) { return true }
            if ending.cause == .stopped {
                switch stop.takeReason() {
                case .stale: try await abandon(job, "the version it built on was left")
                case .superseded: if try await stands(job) { try await end(job, Self.superseded) }
                case .turn: makeWay(job)
                // The daemon ends: the job stays as it is, and goes on from its checkpoint at the next start.
                case .shutdown, nil: throw CancellationError()
                }
                return false
            }
            if ending.isDamagedFolder { throw DamagedFile(told: ending.lastWords) }
            journal.childFailed(job, work, ending)
            if ending.isOwnFailure {
                if try await isGivenUp(
                    job,
                    "\(work.words): \(ending)\(memoryRemark(work, ending))",
                    atOnce: ending.isCertain
                ) {
                    return false
                }
            } else {
                // Somebody else killed it: not the job's fault, but no reason to spin either.
                try await Task.sleep(for: settings.retryPause)
            }
        }
    }

    /// One run of a child, whose progress goes to all who follow it.
    private func runChild(_ work: ChildWork, _ job: JobInfo, _ folder: DerivationFolder, _ report: (JobProgress) -> Void) -> ChildEnding {
        let what = "\(work.words) of job \(job.id)"
        working(what, settings.silence)
        // The others keep nothing of their work, and are short.
        let turn = work == .train ? watchTurn(of: job) : nil
        defer { turn?.cancel() }
        return children.run(work, on: folder.directory, settings, stop: stop) { progress in
            report(progress)
            currentJob.advance(to: progress)
            working(what, settings.silence)
            journal.events.publish(.jobProgress(job.id, job.model, progress))
        }
    }

    /// Whether a job is still to be done. When its model is learned again or removed, its record goes with the versions; its directory goes here.
    private func stands(_ job: JobInfo) async throws -> Bool {
        if try await registry.isRunning(job.id) { return true }
        assembler.remove(job)
        journal.gone(job)
        return false
    }

    /// A crash says nothing of its cause; too little memory is the likeliest, and what a person can change.
    private func memoryRemark(_ work: ChildWork, _ ending: ChildEnding) -> String {
        let (bytes, key) = work == .read ? (settings.readingBytes, "inbox.memory") : (settings.memoryBytes, "trainer.memory")
        guard bytes > 0, ending.isCrash || ending.cause == .outOfMemory else { return "" }
        return "; it may use \(bytes >> 20) MiB: if that is too little, raise \(key) and requeue the file"
    }

    /// - Parameter atOnce: Whether further attempts would be in vain.
    private func isGivenUp(_ job: JobInfo, _ error: String, atOnce: Bool = false) async throws -> Bool {
        let failures = try await registry.failAttempt(job.id, error: error)
        journal.attemptFailed(job, error, failures: failures)
        guard atOnce || failures >= settings.attempts else { return false }
        switch try await registry.splitJob(job.id, reason: error) {
        case .halves(let first, let second): journal.split(job, try await batches(first + second), error)
        case .setAside(let batch): journal.setAside(try await registry.batch(batch), error)
        case .ended: journal.refinementEnded(job, error)
        }
        assembler.remove(job)
        return true
    }

    /// A fault of ours outside the children (rows that no longer read, parts that do not load): counted like a child's.
    private func fail(_ job: JobInfo, _ error: String) async throws {
        journal.failed(job, error)
        _ = try await isGivenUp(job, error)
    }

    private func abandon(_ job: JobInfo, _ reason: String) async throws {
        guard try await stands(job) else { return }
        try await registry.abandonJob(job.id, reason: reason)
        journal.abandoned(job, try await batches(job.batches.map(\.id)), reason)
        assembler.remove(job)
    }

    private func batches(_ ids: [BatchID]) async throws -> [BatchInfo] {
        var batches: [BatchInfo] = []
        for id in ids { batches.append(try await registry.batch(id)) }
        return batches
    }
}
