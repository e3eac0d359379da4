import Domain
import LearnAPI

extension LearnClient {
    public func status() async throws -> StatusAnswer { try await get("status") }

    public func models() async throws -> ModelsAnswer { try await get("models") }

    public func model(_ model: ModelName) async throws -> ModelAnswer { try await get("models", model.text) }

    public func versions(of model: ModelName) async throws -> VersionsAnswer { try await get("models", model.text, "versions") }

    public func version(_ number: VersionNumber, of model: ModelName) async throws -> VersionAnswer {
        try await get("models", model.text, "versions", "\(number)")
    }

    public func history(of model: ModelName) async throws -> HistoryAnswer { try await get("models", model.text, "history") }

    public func batch(_ id: BatchID) async throws -> BatchAnswer { try await get("batches", "\(id)") }

    /// Files, newest first.
    ///
    /// - Parameters:
    ///   - digest: Only files of these bytes.
    ///   - before: Only files older than this one, for the next page.
    public func batches(
        of model: ModelName? = nil, state: BatchState? = nil, digest: Digest? = nil, before: BatchID? = nil, limit: Int? = nil
    ) async throws -> BatchesAnswer {
        try await get(
            "batches",
            query: [
                ("model", model?.text), ("state", state?.rawValue), ("sha256", digest?.description), ("before", before?.description),
                ("limit", limit.map(String.init)),
            ])
    }
}
