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
        let placement = try InboxPlacement(inbox: inbox, model: model)
        let staged = try placement.stage(all: sources)
        for (path, copy) in staged {
            if let remark = copy.remark { console.remark("\(path): \(remark)") }
        }
        let commit = { () throws(Refusal) -> [DroppedFile] in try placement.commit(all: staged) }
        var files = request.waits ? try await follow(model, request, commit) : try commit()
        console.endProgress()
        for place in files.indices {
            // A first version serves without having been compared with another, and a file may be answered worse than by a constant: what the gate
            // has to say of it is to be heard. The file is learned whether that can be asked or not.
            guard case .learned(let version)? = files[place].outcome else { continue }
            files[place].remarks = (try? await client.version(version, of: model))?.gate?.remarks ?? []
        }
        try report(files, model, waited: request.waits)
    }

    private func sources(of request: DropRequest) throws -> [DropSource] {
        guard let name = request.name else { return try DropSource.sources(request.files) }
        guard request.files.count == 1, case .file(let path) = try DropSource.sources(request.files)[0] else {
            throw UsageError("--as names one file; drop others by themselves")
        }
        guard !name.contains("/") else { throw UsageError("'\(name)' is not a name: it holds '/'") }
        return [.named(path, as: name)]
    }

    private func report(_ files: [DroppedFile], _ model: ModelName, waited: Bool) throws {
        if json {
            console.line(try JSONForm.pretty(DropReport(model: model, files: files)))
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
                    : "which model? name it with --model: \(models.map(\.name.text).joined(separator: ", "))")
        }
        return only.name
    }

    private func follow(
        _ model: ModelName, _ request: DropRequest, _ commit: () throws(Refusal) -> [DroppedFile]
    ) async throws -> [DroppedFile] {
        let floor = try await client.batches(limit: 1).batches.first?.id ?? BatchID(0)
        let deadline = request.patience.map { ContinuousClock.now + $0 }
        return try await DropSignals.follow(client, model: model, every: request.lookEvery) { signals in
            var tracker: DropTracker?
            var looksBefore = 0
            for await signal in signals {
                switch signal {
                case .ready:
                    if tracker == nil { tracker = DropTracker(files: try commit(), after: floor) }
                case .look where tracker == nil:
                    // A daemon that is slow to listen does not keep the files out of the inbox.
                    looksBefore += 1
                    if looksBefore == 4 { tracker = DropTracker(files: try commit(), after: floor) }
                case .event(let event):
                    guard tracker?.take(event) == true else { break }
                    try await look(&tracker, model)
                case .look: try await look(&tracker, model)
                }
                guard let tracker else { continue }
                if tracker.isDone { return tracker.files }
                if let deadline, ContinuousClock.now > deadline {
                    console.endProgress()
                    console.remark("no end within the time given; the files stay with the daemon")
                    return tracker.files
                }
                console.progress(DropWords.progress(tracker, width: console.traits.width))
            }
            throw CancellationError()
        }
    }

    /// Asks how the files without an end stand.
    private func look(_ tracker: inout DropTracker?, _ model: ModelName) async throws {
        guard var current = tracker else { return }
        for file in current.open {
            if let followed = file.followed {
                current.take(try await client.batch(followed))
            } else {
                for batch in try await batches(of: model, digest: file.digest).reversed() { current.take(batch) }
            }
        }
        if current.open.contains(where: { $0.batch == nil }) {
            // Files that could not be read have no digest to ask by.
            for batch in try await batches(of: model, state: .refused, limit: 50).reversed() { current.take(batch) }
        }
        if !current.isDone { current.take(try await summary(of: model)) }
        tracker = current
    }

    /// None as long as the daemon still reads a new model's first file.
    private func batches(of model: ModelName, state: BatchState? = nil, digest: Digest? = nil, limit: Int? = nil) async throws
        -> [BatchAnswer]
    {
        do {
            return try await client.batches(of: model, state: state, digest: digest, limit: limit).batches
        } catch ClientError.refused(let refusal, _) where refusal.kind == .notFound {
            return []
        }
    }

    private func summary(of model: ModelName) async throws -> ModelSummary? {
        do {
            return try await client.model(model).model
        } catch ClientError.refused(let refusal, _) where refusal.kind == .notFound {
            return nil
        }
    }
}
