import Domain
import Hashing
import HTTPServer
import LearnAPI
import Models
import Prediction
import Synchronization

/// A daemon with a model `m` (versions 1 to 3, 3 serving), a model `empty` without a version, batch 7, and a record of who asked for what.
final class FakeDaemon: DaemonOperations, EventSource {
    struct State {
        var changes: [String] = []
        /// Which pages of lists were asked for.
        var pages: [String] = []
        var callers: [Caller] = []
        var readiness: Refusal?
        var listeners: [AsyncStream<Event>.Continuation] = []
    }

    let state = Mutex(State())
    let host = ModelHost()
    /// Further models, by name.
    let others: Mutex<[ModelName: ModelResponse]> = Mutex([:])
    /// `history` waits for a value here, if set.
    let gate: Mutex<AsyncStream<Void>?> = Mutex(nil)

    init() throws {
        host.swap(try ModelName("m"), to: VersionNumber(3), predictor: VersionPredictor(version: 3))
    }

    func publish(_ event: Event) {
        for listener in state.withLock(\.listeners) { listener.yield(event) }
    }

    func subscribe() -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        state.withLock { $0.listeners.append(continuation) }
        return stream
    }

    func status() async throws -> StatusResponse {
        StatusResponse(
            version: "1.2.3",
            pid: 1,
            startedAt: "2026-01-01T00:00:00.000Z",
            doing: "nothing",
            socket: "",
            inbox: "/in",
            rejected: "/rejected",
            freeBytes: 2,
            floorBytes: 1,
            models: []
        )
    }

    private func summary(_ model: ModelName) -> ModelSummary {
        ModelSummary(name: model, serving: model.text == "m" ? VersionNumber(3) : nil, versions: 3, batches: ["learned": 1])
    }

    func models() async throws -> ModelsResponse { ModelsResponse(models: [summary(try ModelName("m"))]) }

    func model(_ model: ModelName) async throws -> ModelResponse {
        if let other = others.withLock({ $0[model] }) { return other }
        guard model.text == "m" || model.text == "empty" else {
            throw Refusal(.notFound, what: "there is no model '\(model)'", fix: "GET /v1/models lists them")
        }
        return ModelResponse(model: summary(model), specification: ModelSpecification())
    }

    private func summary(_ number: VersionNumber) -> VersionSummary {
        VersionSummary(
            number: number,
            digest: SHA256.hash("\(number)"),
            state: .accepted,
            serving: number.rawValue == 3,
            hasServed: true,
            createdAt: "2026-01-01T00:00:00.000Z",
            files: [],
            bytes: 1
        )
    }

    func versions(of model: ModelName, _ page: PageQuery) async throws -> VersionsResponse {
        _ = try await self.model(model)
        note(page, of: "versions")
        return VersionsResponse(model: model, serving: VersionNumber(3), versions: (1...3).map { summary(VersionNumber($0)) })
    }

    func version(_ number: VersionNumber, of model: ModelName) async throws -> VersionResponse {
        _ = try await self.model(model)
        guard number.rawValue <= 3 else { throw Refusal(.notFound, what: "model '\(model)' has no version \(number)") }
        return VersionResponse(model: model, version: summary(number))
    }

    func history(of model: ModelName, _ page: PageQuery) async throws -> HistoryResponse {
        if let gate = gate.withLock({ $0 }) { for await _ in gate { break } }
        note(page, of: "history")
        return HistoryResponse(model: model, activations: [])
    }

    private func note(_ page: PageQuery, of list: String) {
        state.withLock { $0.pages.append("\(list) \(page.before ?? 0) \(page.limit)") }
    }

    func batches(_ query: BatchQuery) async throws -> BatchesResponse {
        state.withLock { state in
            let parts: [String] = [
                "batches", query.model?.text ?? "-", query.state?.rawValue ?? "-", query.before?.description ?? "-", "\(query.limit)",
            ]
            state.changes.append(parts.joined(separator: " "))
        }
        return BatchesResponse(batches: [])
    }

    func batch(_ id: BatchID) async throws -> BatchResponse {
        guard id.rawValue == 7 else { throw Refusal(.notFound, what: "there is no batch \(id)", fix: "GET /v1/batches lists them") }
        return BatchResponse(
            id: id,
            model: try ModelName("m"),
            file: "a.csv",
            bytes: 1,
            rows: 1,
            skippedRows: 0,
            warnings: [],
            state: .held,
            receivedAt: "2026-01-01T00:00:00.000Z"
        )
    }

    func predictor(of model: ModelName, version: VersionNumber) async throws -> any Predictor {
        _ = try await self.version(version, of: model)
        return VersionPredictor(version: version.rawValue)
    }

    func damagedModels() -> [String: String] { [:] }
    func readiness() -> Refusal? { state.withLock(\.readiness) }

    private func record(_ change: String, _ caller: Caller) {
        state.withLock { state in
            state.changes.append(change)
            state.callers.append(caller)
        }
    }

    func rollback(_ model: ModelName, _ request: RollbackRequest, by caller: Caller) async throws -> ActivationResponse {
        record("rollback \(model) \(request.to?.description ?? "back") dry \(request.dryRun) requeue \(request.requeue)", caller)
        return ActivationResponse(model: model, to: request.to ?? VersionNumber(2), applied: !request.dryRun, batches: [])
    }

    func promote(_ model: ModelName, _ request: PromoteRequest, by caller: Caller) async throws -> ActivationResponse {
        record("promote \(model) \(request.version)", caller)
        if request.version.rawValue == 1 {
            throw Refusal(.refusedByGate, what: "version 1 forgets", fix: "look at its report")
        }
        return ActivationResponse(model: model, to: request.version, applied: true, batches: [])
    }

    func pause(_ model: ModelName, reason: String?, by caller: Caller) async throws -> PauseResponse {
        record("hold \(model) \(reason ?? "-")", caller)
        return PauseResponse(model: model, changed: true)
    }

    func resume(_ model: ModelName, by caller: Caller) async throws -> PauseResponse {
        record("resume \(model)", caller)
        throw Refusal(.conflict, what: "model '\(model)' is not paused")
    }

    func compare(_ model: ModelName, _ request: CompareRequest, by caller: Caller) async throws -> CompareResponse {
        record("compare \(model) \(request.methods ?? [])", caller)
        return CompareResponse(model: model, metric: .accuracy, versions: 1, methods: [], current: "replay_ema", better: nil)
    }

    func verify(_ version: VersionNumber, of model: ModelName, by caller: Caller) async throws -> VerifyResponse {
        record("verify \(model) \(version)", caller)
        let making = Making(release: "1", recipe: 1, processor: "x86-64-v3")
        return VerifyResponse(
            model: model,
            version: version,
            digest: SHA256.hash("\(version)"),
            outcome: .equal,
            comparedBy: making,
            seconds: 1
        )
    }

    func requeue(_ batch: BatchID, by caller: Caller) async throws -> BatchResponse {
        record("requeue \(batch)", caller)
        return try await self.batch(batch)
    }

    func setAside(_ batch: BatchID, reason: String?, by caller: Caller) async throws -> BatchResponse {
        record("set aside \(batch) \(reason ?? "-")", caller)
        return try await self.batch(batch)
    }

    func refine(_ model: ModelName, by caller: Caller) async throws -> RefineResponse {
        record("refine \(model)", caller)
        return RefineResponse(model: model, job: JobID(9), parent: VersionNumber(3))
    }

    func relearn(_ model: ModelName, _ request: RelearnRequest, by caller: Caller) async throws -> RelearnResponse {
        record("relearn \(model) \(request.method.map { "by \($0) " } ?? "")\(request.reason ?? "-")", caller)
        return RelearnResponse(
            model: model,
            versions: 3,
            waiting: 1,
            duplicates: 0,
            refused: [],
            setAside: 0,
            label: "y",
            task: .regression
        )
    }

    func remove(_ model: ModelName, reason: String?, by caller: Caller) async throws -> RemoveResponse {
        record("remove \(model) \(reason ?? "-")", caller)
        return RemoveResponse(model: model, versions: 3, files: 1, archivedFiles: 1)
    }

    static let base = Digest(hex: String(repeating: "ab", count: 32))!

    func bases() async throws -> BasesResponse { BasesResponse(bases: [BaseSummary(digest: Self.base, name: "small")]) }

    func checkBases(by caller: Caller) async throws -> BasesResponse {
        record("check-bases", caller)
        return try await bases()
    }

    func addBase(_ request: AddBaseRequest, by caller: Caller) async throws -> AddBaseResponse {
        record("add-base \(request.path) \(request.name ?? "-")", caller)
        return AddBaseResponse(base: BaseSummary(digest: Self.base, name: request.name), added: true, ignored: [])
    }

    func removeBase(_ base: String, by caller: Caller) async throws -> RemoveBaseResponse {
        record("remove-base \(base)", caller)
        return RemoveBaseResponse(digest: Self.base)
    }

    func reload(by caller: Caller) async throws -> ReloadResponse {
        record("reload", caller)
        return ReloadResponse(applied: [], needsRestart: [], warnings: [])
    }
}
