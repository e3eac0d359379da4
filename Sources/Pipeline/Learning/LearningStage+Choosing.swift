import Domain
import Registry

/// Which job comes next: jobs take turns where one is long.
extension LearningStage {
    /// A job that was left running, by a daemon before this one or to make way, or a new one for the model whose batch has waited longest. What
    /// has made way comes again after one of those for which it did. What refines comes after all others.
    func nextJob(_ specifications: Specifications) async throws -> JobInfo? {
        var (left, refining): ([JobInfo], [JobInfo]) = ([], [])
        for job in try await registry.resumeJobs() {
            if try await isSuperseded(job) { continue }
            if job.purpose == .refine { refining.append(job) } else { left.append(job) }
        }
        if let job = try await nextLearning(left, specifications) { return job }
        return try await nextRefinement(refining, specifications)
    }

    private func nextLearning(_ left: [JobInfo], _ specifications: Specifications) async throws -> JobInfo? {
        yielded.removeAll { id in !left.contains { $0.id == id } }
        let resumed = yielded.first.flatMap { id in left.first { $0.id == id } }
        // What this daemon has not seen was left by the one before it, and goes first.
        if let old = left.first(where: { !yielded.contains($0.id) }) { return old }
        if let resumed, !isOthersTurn { return resumed }
        isOthersTurn = false
        return try await newJob(specifications) ?? resumed
    }

    private func newJob(_ specifications: Specifications) async throws -> JobInfo? {
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
                journal.logger.error(
                    "its files wait: what is recorded of the model cannot be read by this release (\(error)); install the newer release again",
                    metadata: ["model": "\(model.name)"]
                )
            }
            return nil
        }
    }

    /// Stops the child of a job once it has had its turn and others wait.
    ///
    /// - Parameter job: Nil: a version is verified, and any job waits for that.
    func watchTurn(of job: JobInfo?) -> Task<Void, Never> {
        Task.detached { [registry, settings, stop, errands, yielded] in
            // What refines makes way for any file at once, and is over with one of its own model.
            if job?.purpose != .refine { try? await Task.sleep(for: settings.turn) }
            while !Task.isCancelled {
                if let job, job.purpose == .refine, (try? await registry.hasWaitingBatches(of: job.model)) ?? false {
                    if !Task.isCancelled { stop.stop(.superseded) }
                    return
                }
                var othersWait = yielded.contains { $0 != job?.id } || job != nil && errands.areWaiting
                if !othersWait { othersWait = (try? await registry.hasWaitingBatches(besides: job?.model)) ?? false }
                if othersWait {
                    if !Task.isCancelled { stop.stop(.turn) }
                    return
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    func makeWay(_ job: JobInfo) {
        yielded.removeAll { $0 == job.id }
        if job.purpose == .learn {
            yielded.append(job.id)
            isOthersTurn = true
        }
        journal.yielded(job)
    }
}
