import Domain
import HTTPServer
import LearnAPI
import Models

/// A daemon of which nothing but predictions is asked.
struct NoOperations: DaemonOperations, EventSource {
    private let refusal = Refusal(.unavailable, what: "a benchmark answers predictions only")

    func subscribe() -> AsyncStream<Event> { AsyncStream { $0.finish() } }
    func status() async throws -> StatusAnswer { throw refusal }
    func models() async throws -> ModelsAnswer { throw refusal }
    func model(_ model: ModelName) async throws -> ModelAnswer { throw refusal }
    func versions(of model: ModelName) async throws -> VersionsAnswer { throw refusal }
    func version(_ number: VersionNumber, of model: ModelName) async throws -> VersionAnswer { throw refusal }
    func history(of model: ModelName) async throws -> HistoryAnswer { throw refusal }
    func batches(_ query: BatchQuery) async throws -> BatchesAnswer { throw refusal }
    func batch(_ id: BatchID) async throws -> BatchAnswer { throw refusal }
    func predictor(of model: ModelName, version: VersionNumber) async throws -> any Predictor { throw refusal }
    func damagedModels() -> [String: String] { [:] }
    func readiness() -> Refusal? { nil }
    func rollback(_ model: ModelName, _ request: RollbackRequest, by caller: Caller) async throws -> ActivationAnswer { throw refusal }
    func promote(_ model: ModelName, _ request: PromoteRequest, by caller: Caller) async throws -> ActivationAnswer { throw refusal }
    func pause(_ model: ModelName, reason: String?, by caller: Caller) async throws -> PauseAnswer { throw refusal }
    func resume(_ model: ModelName, by caller: Caller) async throws -> PauseAnswer { throw refusal }
    func requeue(_ batch: BatchID, by caller: Caller) async throws -> BatchAnswer { throw refusal }
    func setAside(_ batch: BatchID, reason: String?, by caller: Caller) async throws -> BatchAnswer { throw refusal }
    func relearn(_ model: ModelName, reason: String?, by caller: Caller) async throws -> RelearnAnswer { throw refusal }
    func remove(_ model: ModelName, reason: String?, by caller: Caller) async throws -> RemoveAnswer { throw refusal }
    func reload(by caller: Caller) async throws -> ReloadAnswer { throw refusal }
}
