import Domain
import HTTPServer
import LearnAPI
import Models
import Pipeline
import Registry

/// What the sockets can ask: the server's seam over registry and pipeline.
struct LearndOperations: DaemonOperations {
    let answers: DaemonAnswers
    let changes: DaemonChanges
    let serving: ServingLine
    let settingsReload: SettingsReload

    func status() async throws -> StatusAnswer { try await answers.status() }
    func models() async throws -> ModelsAnswer { try await answers.models() }
    func model(_ model: ModelName) async throws -> ModelAnswer { try await answers.model(model) }
    func versions(of model: ModelName) async throws -> VersionsAnswer { try await answers.versions(of: model) }
    func version(_ number: VersionNumber, of model: ModelName) async throws -> VersionAnswer {
        try await answers.version(number, of: model)
    }

    func history(of model: ModelName) async throws -> HistoryAnswer {
        try await answers.history(of: model)
    }

    func batches(_ query: BatchQuery) async throws -> BatchesAnswer {
        if let digest = query.sha256, let model = query.model {
            let found = try await answers.registry.batches(of: model, digest: digest)
            return BatchesAnswer(batches: found.filter { query.state == nil || $0.state == query.state }.map { BatchAnswer($0) })
        }
        let found = try await answers.registry.batches(
            of: query.model, states: query.state.map { [$0] }, before: query.before, limit: query.limit)
        let page = found.filter { query.sha256 == nil || $0.digest == query.sha256 }
        return BatchesAnswer(batches: page.map { BatchAnswer($0) }, before: found.count == query.limit ? found.last?.id : nil)
    }

    func batch(_ id: BatchID) async throws -> BatchAnswer { BatchAnswer(try await answers.registry.batch(id)) }

    func predictor(of model: ModelName, version: VersionNumber) async throws -> any Predictor {
        try await serving.predictor(of: model, version: version)
    }

    /// The server is started when the serving models are loaded: who reaches it finds it ready.
    func readiness() -> Refusal? { nil }

    func damagedModels() -> [String: String] {
        Dictionary(uniqueKeysWithValues: answers.stateBook.damaged.map { ($0.key.text, $0.value) })
    }

    func rollback(_ model: ModelName, _ request: RollbackRequest, by caller: Caller) async throws -> ActivationAnswer {
        try await changes.rollback(model, request, by: initiator(caller))
    }

    func promote(_ model: ModelName, _ request: PromoteRequest, by caller: Caller) async throws -> ActivationAnswer {
        try await changes.promote(model, request, by: initiator(caller))
    }

    func pause(_ model: ModelName, reason: String?, by caller: Caller) async throws -> PauseAnswer {
        try await changes.pause(model, reason: reason, by: initiator(caller))
    }

    func resume(_ model: ModelName, by caller: Caller) async throws -> PauseAnswer { try await changes.resume(model) }
    func requeue(_ batch: BatchID, by caller: Caller) async throws -> BatchAnswer { try await changes.requeue(batch) }

    func setAside(_ batch: BatchID, reason: String?, by caller: Caller) async throws -> BatchAnswer {
        try await changes.setAside(batch, reason: reason)
    }

    func relearn(_ model: ModelName, reason: String?, by caller: Caller) async throws -> RelearnAnswer {
        try await changes.relearn(model, reason: reason, by: initiator(caller))
    }

    func remove(_ model: ModelName, reason: String?, by caller: Caller) async throws -> RemoveAnswer {
        try await changes.remove(model, reason: reason, by: initiator(caller))
    }

    func reload(by caller: Caller) async throws -> ReloadAnswer { try await settingsReload.run() }

    private func initiator(_ caller: Caller) -> RecordedInitiator {
        RecordedInitiator(uid: caller.uid, pid: caller.pid, user: ProcessIdentity.userName(caller.uid))
    }
}

/// The pipeline's events as the API's.
struct PipelineEvents: EventSource {
    let events: EventBus

    func subscribe() -> AsyncStream<Event> {
        let source = events.subscribe()
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(4_096))
        let task = Task {
            for await event in source {
                for line in EventTranslator.translate(event) { continuation.yield(line) }
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }
}
