import Domain
import LearnAPI
import Models

/// All that the sockets can ask of the daemon but predictions. The daemon implements it over its registry and its pipeline.
///
/// Every method throws `Refusal` for what cannot be done: its kind becomes the answer's status. None may block its thread.
public protocol DaemonOperations: Sendable {
    /// `socket` is filled in by the server.
    func status() async throws -> StatusResponse
    func models() async throws -> ModelsResponse
    /// - Throws: `Refusal` `.notFound`, as all that name a model.
    func model(_ model: ModelName) async throws -> ModelResponse
    func versions(of model: ModelName, _ page: PageQuery) async throws -> VersionsResponse
    func version(_ number: VersionNumber, of model: ModelName) async throws -> VersionResponse
    func history(of model: ModelName, _ page: PageQuery) async throws -> HistoryResponse
    func batches(_ query: BatchQuery) async throws -> BatchesResponse
    func batch(_ id: BatchID) async throws -> BatchResponse
    /// Any version's predictor, made from what is stored.
    func predictor(of model: ModelName, version: VersionNumber) async throws -> any Predictor
    /// Nil once the serving models are loaded; else what is missing. Called often: it must be short.
    func readiness() -> Refusal?
    /// Models of which no version loads, and why.
    func damagedModels() -> [String: String]

    func rollback(_ model: ModelName, _ request: RollbackRequest, by caller: Caller) async throws -> ActivationResponse
    func promote(_ model: ModelName, _ request: PromoteRequest, by caller: Caller) async throws -> ActivationResponse
    func pause(_ model: ModelName, reason: String?, by caller: Caller) async throws -> PauseResponse
    func resume(_ model: ModelName, by caller: Caller) async throws -> PauseResponse
    func requeue(_ batch: BatchID, by caller: Caller) async throws -> BatchResponse
    func setAside(_ batch: BatchID, reason: String?, by caller: Caller) async throws -> BatchResponse
    /// Has the model learned again from its first file on, under the settings of now. Takes as long as reading its files.
    func relearn(_ model: ModelName, _ request: RelearnRequest, by caller: Caller) async throws -> RelearnResponse
    /// Records a job that moves the encoder which reads the model's texts.
    func refine(_ model: ModelName, by caller: Caller) async throws -> RefineResponse
    func bases() async throws -> BasesResponse
    /// Reads every byte of every base.
    func checkBases(by caller: Caller) async throws -> BasesResponse
    func addBase(_ request: AddBaseRequest, by caller: Caller) async throws -> AddBaseResponse
    func removeBase(_ base: String, by caller: Caller) async throws -> RemoveBaseResponse
    func remove(_ model: ModelName, reason: String?, by caller: Caller) async throws -> RemoveResponse
    /// Derives a version again and compares it. Takes as long as its training, and waits for its turn.
    func compare(_ model: ModelName, _ request: CompareRequest, by caller: Caller) async throws -> CompareResponse
    func verify(_ version: VersionNumber, of model: ModelName, by caller: Caller) async throws -> VerifyResponse
    func reload(by caller: Caller) async throws -> ReloadResponse
}
