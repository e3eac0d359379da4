import Domain
import LearnAPI

/// The verbs that take versions away; nothing brings them back.
extension Session {
    /// Deletes a model's versions and has its files learned again.
    ///
    /// - Parameters:
    ///   - method: How it learns from now on; nil: as its settings say.
    ///   - consent: Asked for before anything is deleted.
    /// - Throws: `UsageError` where nobody can be asked, `Ending` where the answer is no.
    public func relearn(_ model: ModelName, method: String? = nil, reason: String?, consent: Consent) async throws {
        try await require(consent, "relearn", model) { summary in
            let versions = summary.map { Amounts.count($0.versions, "version") } ?? "all versions"
            let files = Self.files(summary, besides: .setAside).map { "its \($0)" } ?? "all its files"
            return "This permanently deletes \(versions) of model '\(model)' and reads \(files) again with "
                + (method.map { "the method \($0) and otherwise " } ?? "") + "the current settings."
                + (summary?.serving == nil ? "" : " The model cannot serve predictions until its first file has been learned.")
        }
        try show(try await client.relearn(model, method: method, reason: reason), RelearnWords.lines)
    }

    /// Deletes a model with its versions and files.
    ///
    /// - Parameter consent: Asked for before anything is deleted.
    /// - Throws: `UsageError` where nobody can be asked, `Ending` where the answer is no.
    public func remove(_ model: ModelName, reason: String?, consent: Consent) async throws {
        try await require(consent, "remove", model) { summary in
            let versions = summary.map { Amounts.count($0.versions, "version") } ?? "all its versions"
            return "This permanently deletes model '\(model)': \(versions) and \(Self.files(summary) ?? "all its files")."
        }
        try show(try await client.remove(model, reason: reason), RelearnWords.removal)
    }

    /// - Throws: `UsageError` where nobody can be asked, `Ending` where the answer is no.
    private func require(
        _ consent: Consent,
        _ verb: String,
        _ model: ModelName,
        _ consequence: (ModelSummary?) -> String
    ) async throws {
        switch consent {
        case .given: return
        case .nobodyThere:
            throw UsageError("'\(verb)' permanently deletes versions of '\(model)'; there is no terminal to confirm on, so pass --yes")
        case .asked(let ask):
            // A name that is no model yet has no summary; the daemon decides what can be done.
            let summary = try? await client.model(model).model
            guard ask("\(consequence(summary)) \(verb.prefix(1).uppercased() + verb.dropFirst()) it? [y/N] ") else {
                console.remark("nothing was changed")
                throw Ending(.failed)
            }
        }
    }

    /// Nil where nobody knows how many.
    private static func files(_ summary: ModelSummary?, besides state: BatchState? = nil) -> String? {
        guard let summary else { return nil }
        return Amounts.count(summary.batches.filter { $0.key != state?.rawValue }.values.reduce(0, +), "file")
    }
}
