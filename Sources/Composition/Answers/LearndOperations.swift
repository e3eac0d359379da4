import Domain
import HTTPServer
import LearnAPI
import Models
import Pipeline
import Registry

/// What the sockets can ask: the server's seam over registry and pipeline.
struct LearndOperations: DaemonOperations {
    let responses: DaemonResponses
    let changes: DaemonChanges
    let serving: ServingStage
    let learning: LearningStage
    let settingsReload: SettingsReload
    let keeper: BaseKeeper

    func status() async throws -> StatusResponse { try await responses.status() }
    func models() async throws -> ModelsResponse { try await responses.models() }
    func model(_ model: ModelName) async throws -> ModelResponse { try await responses.model(model) }
    func versions(of model: ModelName, _ page: PageQuery) async throws -> VersionsResponse {
        try await responses.versions(of: model, page)
    }

    func version(_ number: VersionNumber, of model: ModelName) async throws -> VersionResponse {
        try await responses.version(number, of: model)
    }

    func history(of model: ModelName, _ page: PageQuery) async throws -> HistoryResponse {
        try await responses.history(of: model, page)
    }

    func batches(_ query: BatchQuery) async throws -> BatchesResponse {
        if let digest = query.sha256, let model = query.model {
            let found = try await responses.registry.batches(of: model, digest: digest)
            return BatchesResponse(batches: found.filter { query.state == nil || $0.state == query.state }.map { BatchResponse($0) })
        }
        let found = try await responses.registry.batches(
            of: query.model,
            states: query.state.map { [$0] },
            before: query.before,
            limit: query.limit
        )
        let page = found.filter { query.sha256 == nil || $0.digest == query.sha256 }
        return BatchesResponse(batches: page.map { BatchResponse($0) }, before: found.count == query.limit ? found.last?.id : nil)
    }

    func batch(_ id: BatchID) async throws -> BatchResponse { BatchResponse(try await responses.registry.batch(id)) }

    func predictor(of model: ModelName, version: VersionNumber) async throws -> any Predictor {
        try await serving.predictor(of: model, version: version)
    }

    /// The server is started when the serving models are loaded: who reaches it finds it ready.
    func readiness() -> Refusal? { nil }

    func damagedModels() -> [String: String] {
        Dictionary(uniqueKeysWithValues: responses.findings.damaged.map { ($0.key.text, $0.value) })
    }

    func rollback(_ model: ModelName, _ request: RollbackRequest, by caller: Caller) async throws -> ActivationResponse {
        try await changes.rollback(model, request, by: initiator(caller))
    }

    func promote(_ model: ModelName, _ request: PromoteRequest, by caller: Caller) async throws -> ActivationResponse {
        try await changes.promote(model, request, by: initiator(caller))
    }

    func pause(_ model: ModelName, reason: String?, by caller: Caller) async throws -> PauseResponse {
        try await changes.pause(model, reason: reason, by: initiator(caller))
    }

    func resume(_ model: ModelName, by caller: Caller) async throws -> PauseResponse { try await changes.resume(model) }
    func requeue(_ batch: BatchID, by caller: Caller) async throws -> BatchResponse { try await changes.requeue(batch) }

    func setAside(_ batch: BatchID, reason: String?, by caller: Caller) async throws -> BatchResponse {
        try await changes.setAside(batch, reason: reason, by: initiator(caller))
    }

    func relearn(_ model: ModelName, _ request: RelearnRequest, by caller: Caller) async throws -> RelearnResponse {
        try await changes.relearn(model, request, by: initiator(caller))
    }

    func remove(_ model: ModelName, reason: String?, by caller: Caller) async throws -> RemoveResponse {
        try await changes.remove(model, reason: reason, by: initiator(caller))
    }

    func compare(_ model: ModelName, _ request: CompareRequest, by caller: Caller) async throws -> CompareResponse {
        let methods = try (request.methods ?? []).map { word throws(Refusal) in
            try TrainingSpecification.Method(named: word)
        }
        return CompareResponse(try await learning.comparison(of: model, methods) { changes.signal.raise() }, of: model)
    }

    func refine(_ model: ModelName, by caller: Caller) async throws -> RefineResponse {
        let job = try await learning.refinement(of: model, changes.settings.specifications) { changes.signal.raise() }
        changes.logger.notice("a refinement was asked for", metadata: ["model": "\(model)", "job": "\(job.id)", "uid": "\(caller.uid)"])
        guard let parent = job.parent else { throw Refusal(.failed, what: "job \(job.id) refines no version") }
        return RefineResponse(model: model, job: job.id, parent: parent)
    }

    func verify(_ version: VersionNumber, of model: ModelName, by caller: Caller) async throws -> VerifyResponse {
        VerifyResponse(try await learning.verification(of: version, of: model) { changes.signal.raise() }, of: model)
    }

    func bases() async throws -> BasesResponse { try await keeper.list() }

    func checkBases(by caller: Caller) async throws -> BasesResponse { try await keeper.check() }

    func addBase(_ request: AddBaseRequest, by caller: Caller) async throws -> AddBaseResponse { try await keeper.add(request) }

    func removeBase(_ base: String, by caller: Caller) async throws -> RemoveBaseResponse { try await keeper.remove(base) }

    func reload(by caller: Caller) async throws -> ReloadResponse { try await settingsReload.run() }

    private func initiator(_ caller: Caller) -> Registry.Initiator {
        Registry.Initiator(uid: caller.uid, pid: caller.pid, user: ProcessIdentity.userName(caller.uid))
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
