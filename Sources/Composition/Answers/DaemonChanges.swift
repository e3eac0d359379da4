import Configuration
import Domain
import LearnAPI
import Logging
import Pipeline
import Registry
import Systemd
import Threads

/// What people change: the writing half of the admin socket's operations. Each is one named transaction, then the swap, then the event.
struct DaemonChanges: Sendable {
    let registry: VersionRegistry
    let intake: IntakeStage
    let settings: LiveSettings
    let serving: ServingStage
    let currentJob: CurrentJob
    let stop: StopSwitch
    let events: EventBus
    let signal: WakeSignal
    let logger: Logger

    func rollback(_ model: ModelName, _ request: RollbackRequest, by initiator: Registry.Initiator) async throws -> ActivationResponse {
        let outcome = try await registry.rollback(
            model,
            to: request.to,
            requeue: request.requeue,
            reason: request.reason,
            by: initiator,
            dryRun: request.dryRun
        )
        return try await activated(outcome, .rollback, by: initiator)
    }

    func promote(_ model: ModelName, _ request: PromoteRequest, by initiator: Registry.Initiator) async throws -> ActivationResponse {
        let outcome = try await registry.promote(request.version, of: model, reason: request.reason, by: initiator)
        return try await activated(outcome, .promoted, by: initiator)
    }

    private func activated(
        _ outcome: ActivationOutcome,
        _ kind: ActivationKind,
        by initiator: Registry.Initiator
    ) async throws -> ActivationResponse {
        if outcome.applied {
            if let stale = outcome.staleJob, currentJob.current?.job == stale { stop.stop(.stale) }
            try await serving.follow(outcome.model)
            events.publish(.activated(outcome.model, from: outcome.from, to: outcome.to, kind: kind))
            events.publish(.batchesChanged(outcome.learnedSince + outcome.learnedAgain))
            logger.notice(
                "version \(outcome.to) serves: \(kind.rawValue)",
                metadata: ["model": "\(outcome.model)", "version": "\(outcome.to)", "uid": "\(initiator.uid)"]
            )
            signal.raise()
        }
        let pause = try await registry.model(outcome.model).paused
        if outcome.applied, kind == .rollback, let pause { events.publish(.held(outcome.model, reason: pause.reason)) }
        return ActivationResponse(
            model: outcome.model,
            from: outcome.from,
            to: outcome.to,
            applied: outcome.applied,
            batches: (outcome.learnedSince + outcome.learnedAgain).map { BatchResponse($0) },
            paused: pause.map { PauseState($0) }
        )
    }

    func pause(_ model: ModelName, reason: String?, by initiator: Registry.Initiator) async throws -> PauseResponse {
        let isNew = try await registry.pause(model, reason: reason, by: initiator)
        let pause = try await registry.model(model).paused
        if let pause { events.publish(.held(model, reason: pause.reason)) }
        return PauseResponse(model: model, changed: isNew, paused: pause.map { PauseState($0) })
    }

    func resume(_ model: ModelName) async throws -> PauseResponse {
        let isNew = try await registry.resume(model)
        if isNew { events.publish(.unheld(model)) }
        signal.raise()
        return PauseResponse(model: model, changed: isNew)
    }

    func relearn(_ model: ModelName, _ request: RelearnRequest, by initiator: Registry.Initiator) async throws -> RelearnResponse {
        let method = try request.method.map { word throws(Refusal) in try TrainingSpecification.Method(named: word) }
        let outcome = try await intake.relearn(
            model,
            settings.specifications,
            settings.intake,
            method: method,
            reason: request.reason,
            by: initiator
        )
        return try await RelearnResponse(outcome, registry)
    }

    func remove(_ model: ModelName, reason: String?, by initiator: Registry.Initiator) async throws -> RemoveResponse {
        let removal = try await intake.remove(model, reason: reason, by: initiator)
        // Which of the kept texts were this model's alone nobody can tell; all of it can be made again.
        settings.current.textCache.empty()
        return RemoveResponse(removal)
    }

    func requeue(_ batch: BatchID) async throws -> BatchResponse {
        let changed = try await intake.requeue(batch, settings.specifications, settings.intake)
        events.publish(.batchesChanged([changed]))
        signal.raise()
        return BatchResponse(changed)
    }

    func setAside(_ batch: BatchID, reason: String?, by initiator: Registry.Initiator) async throws -> BatchResponse {
        var words = reason ?? "by \(initiator.name)"
        // Nobody's reason is lost by saying it again without one.
        let known = try await registry.batch(batch)
        if reason == nil, known.state == .setAside, let before = known.reason {
            words = before.hasPrefix("by ") ? before : words + " (before: \(before))"
        }
        let changed = try await registry.setAside(batch, reason: words)
        events.publish(.batchesChanged([changed]))
        return BatchResponse(changed)
    }
}
