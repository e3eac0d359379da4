import Domain
import LearnAPI

/// `verify`: versions are derived again and compared.
extension Session {
    /// What of a model is verified.
    public enum VerifiedVersions: Hashable, Sendable {
        case serving
        case one(VersionNumber)
        case all
    }

    /// One line a version as it is done, oldest first.
    ///
    /// - Parameter model: Nil: all models.
    /// - Throws: `Ending` where a version came out otherwise or is damaged.
    public func verify(_ model: ModelName?, _ which: VerifiedVersions) async throws {
        var models = [ModelName]()
        if let model { models = [model] } else { models = try await client.models().models.filter { $0.serving != nil }.map(\.name) }
        var answers: [VerifyResponse] = []
        for model in models {
            for version in try await versions(which, of: model) {
                console.progress("verifying version \(version) of \(model)")
                let answer = try await client.verify(version, of: model)
                console.endProgress()
                if !json { console.lines(VerifyWords.lines(answer)) }
                answers.append(answer)
            }
        }
        if json { console.line(try JSONForm.text(["verifications": answers], console)) }
        if answers.contains(where: { $0.outcome == .different || $0.outcome == .damaged }) { throw Ending(.failed) }
    }

    private func versions(_ which: VerifiedVersions, of model: ModelName) async throws -> [VersionNumber] {
        switch which {
        case .one(let version): return [version]
        case .all: return try await client.versionNumbers(of: model)
        case .serving:
            guard let serving = try await client.model(model).model.serving else {
                throw UsageError("no version of '\(model)' serves; name one, or give --all")
            }
            return [serving]
        }
    }
}
