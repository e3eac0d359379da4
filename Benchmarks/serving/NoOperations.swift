import Domain
import HTTPServer
import LearnAPI
import Models

/// A daemon of which nothing but predictions is asked.
struct NoOperations: DaemonOperations, EventSource {
    private let refusal = Refusal(.unavailable, what: "a benchmark answers predictions only")

    func subscribe() -> AsyncStream<Event> { AsyncStream { $0.finish() } }
    func status() async throws -> StatusResponse { throw refusal }
    func models() async throws -> ModelsResponse { throw refusal }
    func model(_ model: ModelName) async throws -> ModelResponse { throw refusal }
    func versions(of model: ModelName, _ page: PageQuery) async throws -> VersionsResponse { throw refusal }
    func version(_ number: VersionNumber, of model: ModelName) async throws -> VersionResponse { throw refusal }
    func history(of model: ModelName, _ page: PageQuery) async throws -> HistoryResponse { throw refusal }
    func batches(_ query: BatchQuery) async throws -> BatchesResponse { throw refusal }
    func batch(_ id: BatchID) async throws -> BatchResponse { throw refusal }
    func predictor(of model: ModelName, version: VersionNumber) async throws -> any Predictor { throw refusal }
    func damagedModels() -> [String: String] { [:] }
    func readiness() -> Refusal? { nil }
    func rollback(_ model: ModelName, _ request: RollbackRequest, by caller: Caller) async throws -> ActivationResponse { throw refusal }
    func promote(_ model: ModelName, _ request: PromoteRequest, by caller: Caller) async throws -> ActivationResponse { throw refusal }
    func pause(_ model: ModelName, reason: String?, by caller: Caller) async throws -> PauseResponse { throw refusal }
    func resume(_ model: ModelName, by caller: Caller) async throws -> PauseResponse { throw refusal }
    func requeue(_ batch: BatchID, by caller: Caller) async throws -> BatchResponse { throw refusal }
    func setAside(_ batch: BatchID, reason: String?, by caller: Caller) async throws -> BatchResponse { throw refusal }
    func refine(_ model: ModelName, by caller: Caller) async throws -> RefineResponse { throw refusal }
    func relearn(_ model: ModelName, _ request: RelearnRequest, by caller: Caller) async throws -> RelearnResponse { throw refusal }
    func remove(_ model: ModelName, reason: String?, by caller: Caller) async throws -> RemoveResponse { throw refusal }
    func compare(_ model: ModelName, _ request: CompareRequest, by caller: Caller) async throws -> CompareResponse { throw refusal }
    func verify(_ version: VersionNumber, of model: ModelName, by caller: Caller) async throws -> VerifyResponse { throw refusal }
    func bases() async throws -> BasesResponse { throw refusal }
    func checkBases(by caller: Caller) async throws -> BasesResponse { throw refusal }
    func addBase(_ request: AddBaseRequest, by caller: Caller) async throws -> AddBaseResponse { throw refusal }
    func removeBase(_ base: String, by caller: Caller) async throws -> RemoveBaseResponse { throw refusal }
    func reload(by caller: Caller) async throws -> ReloadResponse { throw refusal }
}
