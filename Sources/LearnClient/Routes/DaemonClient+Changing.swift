import Domain
import LearnAPI

/// What only the admin socket does. A change is never sent twice: where the connection breaks, the error says so.
extension DaemonClient {
    /// Goes back to an earlier version, or with `dryRun` tells what that would do; the model is paused then.
    public func rollback(_ model: ModelName, _ request: RollbackRequest) async throws -> ActivationResponse {
        try await change("models", model.text, "rollback", body: request)
    }

    /// Has a version that the gate held serve.
    public func promote(_ model: ModelName, _ request: PromoteRequest) async throws -> ActivationResponse {
        try await change("models", model.text, "promote", body: request)
    }

    /// Starts no new jobs of a model; its files are still accepted and wait.
    ///
    /// - Parameter reason: For people who look at the model meanwhile; nil: none is given.
    public func pause(_ model: ModelName, reason: String?) async throws -> PauseResponse {
        try await change("models", model.text, "pause", body: PauseRequest(reason: reason))
    }

    /// Lets a paused model's jobs start again.
    public func resume(_ model: ModelName) async throws -> PauseResponse { try await change("models", model.text, "resume") }

    /// Has a model learned again from its first file on. Waits while the daemon reads its files.
    ///
    /// - Parameter method: How it learns from now on; nil: as its settings say.
    public func relearn(_ model: ModelName, method: String? = nil, reason: String?) async throws -> RelearnResponse {
        try await change(
            "models",
            model.text,
            "relearn",
            body: RelearnRequest(method: method, reason: reason),
            patience: Self.readingPatience
        )
    }

    /// Has the encoder that reads a model's texts fine-tuned, by a job that begins when no file waits.
    public func refine(_ model: ModelName) async throws -> RefineResponse { try await change("models", model.text, "refine") }

    /// Removes a model with its versions and files.
    public func remove(_ model: ModelName, reason: String?) async throws -> RemoveResponse {
        try await change("models", model.text, "remove", body: ModelChangeRequest(reason: reason), patience: Self.readingPatience)
    }

    /// Queues a held file, or one set aside, again.
    public func requeue(_ batch: BatchID) async throws -> BatchResponse {
        try await change("batches", "\(batch)", "requeue", patience: Self.readingPatience)
    }

    /// Takes a waiting or held file out of the queue.
    public func setAside(_ batch: BatchID, reason: String?) async throws -> BatchResponse {
        try await change("batches", "\(batch)", "set-aside", body: SetAsideRequest(reason: reason))
    }

    /// Has a model's history derived by several methods. Takes as long as learning it again by each.
    ///
    /// - Parameter methods: Nil: those that `auto` chooses from.
    public func compare(_ model: ModelName, methods: [String]? = nil) async throws -> CompareResponse {
        try await change("models", model.text, "compare", body: CompareRequest(methods: methods), patience: Self.readingPatience)
    }

    /// Has a version derived again and compared. Takes as long as its training, and waits for its turn.
    public func verify(_ version: VersionNumber, of model: ModelName) async throws -> VerifyResponse {
        try await change("models", model.text, "versions", "\(version)", "verify", patience: Self.readingPatience)
    }

    /// Has a pretrained base checked and kept.
    ///
    /// - Parameter path: Absolute, on the daemon's machine.
    public func addBase(_ path: String, name: String? = nil) async throws -> AddBaseResponse {
        try await change("bases", body: AddBaseRequest(path: path, name: name), patience: Self.readingPatience)
    }

    /// Has every byte of every base read.
    public func checkBases() async throws -> BasesResponse { try await change("bases", "check", patience: Self.readingPatience) }

    /// Takes a base away that no version reads texts with.
    ///
    /// - Parameter base: Its name, or the beginning of its digest.
    public func removeBase(_ base: String) async throws -> RemoveBaseResponse { try await change("bases", base, "remove") }

    /// Has the daemon read its configuration again.
    public func reload() async throws -> ReloadResponse { try await change("reload", patience: Self.readingPatience) }

    /// For changes that may read all of a model's files, or wait for the intake to have read a large one.
    private static let readingPatience = Duration.seconds(6 * 3600)
}
