import Domain
import LearnAPI
import Models

/// All that the sockets can ask of the daemon but predictions. The daemon implements it over its registry and its pipeline.
///
/// Every method throws `Refusal` for what cannot be done: its kind becomes the answer's status. None may block its thread.
public protocol DaemonOperations: Sendable {
    /// `socket` is filled in by the server.
    func status() async throws -> StatusAnswer
    func models() async throws -> ModelsAnswer
    /// - Throws: `Refusal` `.notFound`, as all that name a model.
    func model(_ model: ModelName) async throws -> ModelAnswer
    func versions(of model: ModelName) async throws -> VersionsAnswer
    func version(_ number: VersionNumber, of model: ModelName) async throws -> VersionAnswer
    func history(of model: ModelName) async throws -> HistoryAnswer
    func batches(_ query: BatchQuery) async throws -> BatchesAnswer
    func batch(_ id: BatchID) async throws -> BatchAnswer
    /// Any version's predictor, made from what is stored.
    func predictor(of model: ModelName, version: VersionNumber) async throws -> any Predictor
    /// Nil once the serving models are loaded; else what is missing. Called often: it must be short.
    func readiness() -> Refusal?
    /// Models of which no version loads, and why.
    func damagedModels() -> [String: String]

    func rollback(_ model: ModelName, _ request: RollbackRequest, by caller: Caller) async throws -> ActivationAnswer
    func promote(_ model: ModelName, _ request: PromoteRequest, by caller: Caller) async throws -> ActivationAnswer
    func pause(_ model: ModelName, reason: String?, by caller: Caller) async throws -> PauseAnswer
    func resume(_ model: ModelName, by caller: Caller) async throws -> PauseAnswer
    func requeue(_ batch: BatchID, by caller: Caller) async throws -> BatchAnswer
    func setAside(_ batch: BatchID, reason: String?, by caller: Caller) async throws -> BatchAnswer
    /// Has the model learned again from its first file on, under the settings of now. Takes as long as reading its files.
    func relearn(_ model: ModelName, reason: String?, by caller: Caller) async throws -> RelearnAnswer
    func remove(_ model: ModelName, reason: String?, by caller: Caller) async throws -> RemoveAnswer
    func reload(by caller: Caller) async throws -> ReloadAnswer
}
