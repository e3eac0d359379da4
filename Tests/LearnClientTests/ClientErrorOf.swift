import LearnClient

/// The error that `body` throws, nil where it throws none or another.
func clientError(_ body: () async throws -> Void) async -> ClientError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? ClientError
    }
}
