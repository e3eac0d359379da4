import Domain
import LearnAPI

extension DaemonClient {
    public func status() async throws -> StatusResponse { try await get("status") }

    public func models() async throws -> ModelsResponse { try await get("models") }

    public func model(_ model: ModelName) async throws -> ModelResponse { try await get("models", model.text) }

    public func versions(of model: ModelName) async throws -> VersionsResponse { try await get("models", model.text, "versions") }

    public func version(_ number: VersionNumber, of model: ModelName) async throws -> VersionResponse {
        try await get("models", model.text, "versions", "\(number)")
    }

    public func history(of model: ModelName) async throws -> HistoryResponse { try await get("models", model.text, "history") }

    public func batch(_ id: BatchID) async throws -> BatchResponse { try await get("batches", "\(id)") }

    /// Files, newest first.
    ///
    /// - Parameters:
    ///   - digest: Only files of these bytes.
    ///   - before: Only files older than this one, for the next page.
    public func batches(
        of model: ModelName? = nil,
        state: BatchState? = nil,
        digest: Digest? = nil,
        before: BatchID? = nil,
        limit: Int? = nil
    ) async throws -> BatchesResponse {
        try await get(
            "batches",
            query: [
                ("model", model?.text), ("state", state?.rawValue), ("sha256", digest?.description), ("before", before?.description),
                ("limit", limit.map(String.init)),
            ]
        )
    }
}
