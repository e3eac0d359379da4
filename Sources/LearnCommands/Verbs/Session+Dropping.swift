import Domain
import LearnAPI
import LearnClient

extension Session {
    /// Puts files into the inbox and follows them.
    ///
    /// - Throws: `Ending` with the status of `DropWords.status` where not all were learned.
    public func drop(_ request: DropRequest) async throws {
        guard !request.files.isEmpty else { throw UsageError("no file to drop") }
        let sources = try sources(of: request)
        // With both given, nothing is asked of the daemon: files may be dropped while it is away.
        let model = if let model = request.model { model } else { try await onlyModel() }
        let inbox = if let inbox = request.inbox { inbox } else { try await client.status().inbox }
        if request.model != nil, !request.isSure { try await confirmNew(model) }
        let parts = PartFiles()
        interruption.set { parts.end() }
        let placement = try InboxPlacement(inbox: inbox, model: model, parts: parts)
        let staged = try placement.stage(all: sources)
        for (path, copy) in staged {
            if let remark = copy.remark { console.remark("\(path): \(remark)") }
        }
        guard request.waits else { return try report(try placement.commit(all: staged), model, waited: false) }
        let floor = try await client.batches(limit: 1).batches.first?.id ?? BatchID(0)
        let follower = Follower(session: self, model: model, pause: request.lookEvery, patience: request.patience)
        let files = try await follower.follow { FileTracker(files: try placement.commit(all: staged), after: floor) }
        try report(await withGateRemarks(files, model), model, waited: true)
    }

    private func sources(of request: DropRequest) throws -> [DropSource] {
        guard let name = request.name else { return try DropSource.sources(request.files) }
        guard request.files.count == 1, case .file(let path) = try DropSource.sources(request.files)[0] else {
            throw UsageError("--as works with a single file; drop the others separately")
        }
        guard !name.contains("/") else { throw UsageError("'\(name)' is not a name: it holds '/'") }
        return [.named(path, as: name)]
    }

    private func report(_ files: [DroppedFile], _ model: ModelName, waited: Bool) throws {
        if json {
            console.line(try JSONForm.text(DropReport(model: model, files: files), console))
        } else {
            console.lines(files.flatMap { DropWords.lines($0, model: model) })
        }
        let status = waited ? DropWords.status(files) : .ok
        if status != .ok { throw Ending(status) }
    }

    private func onlyModel() async throws -> ModelName {
        let models = try await client.models().models
        guard models.count == 1, let only = models.first else {
            throw UsageError(
                models.isEmpty
                    ? "there is no model yet; name the new one with --model NAME"
                    : "which model? name it with --model: \(models.map(\.name.text).joined(separator: ", "))"
            )
        }
        return only.name
    }
}
