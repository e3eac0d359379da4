import Domain
import LearnAPI

extension DaemonClient {
    /// The daemon, its folders and all its models.
    public func status() async throws -> StatusResponse { try await get("status") }

    /// All models that have an accepted file, by name.
    public func models() async throws -> ModelsResponse { try await get("models") }

    /// Every pretrained base.
    public func bases() async throws -> BasesResponse { try await get("bases") }

    /// One model with its schema and settings.
    public func model(_ model: ModelName) async throws -> ModelResponse { try await get("models", model.text) }

    /// Versions, oldest first: the newest that there are, or those before one.
    public func versions(of model: ModelName, before: VersionNumber? = nil, limit: Int? = nil) async throws -> VersionsResponse {
        try await get(
            "models",
            model.text,
            "versions",
            query: [("before", before.map { "\($0)" }), ("limit", limit.map(String.init))]
        )
    }

    /// The numbers of all versions, oldest first, page by page.
    public func versionNumbers(of model: ModelName) async throws -> [VersionNumber] {
        var numbers: [VersionNumber] = []
        var before: VersionNumber?
        repeat {
            let page = try await versions(of: model, before: before)
            numbers = page.versions.map(\.number) + numbers
            before = page.before
        } while before != nil
        return numbers
    }

    /// One version with the gate's report and the training's.
    public func version(_ number: VersionNumber, of model: ModelName) async throws -> VersionResponse {
        try await get("models", model.text, "versions", "\(number)")
    }

    /// What served when, newest first.
    ///
    /// - Parameter before: What the page before this one has as `before`.
    public func history(of model: ModelName, before: Int64? = nil, limit: Int? = nil) async throws -> HistoryResponse {
        try await get(
            "models",
            model.text,
            "history",
            query: [("before", before.map(String.init)), ("limit", limit.map(String.init))]
        )
    }

    /// One file as the daemon knows it now.
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
