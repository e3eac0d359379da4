import Domain
import LearnAPI

extension Session {
    /// Follows batches to their ends, as `drop` does: what an interrupted `drop`, or a file that was copied into the inbox, comes to.
    ///
    /// - Throws: `Ending` with the status of `DropWords.status` where not all were learned.
    public func wait(_ batches: [BatchID], patience: Duration? = nil, lookEvery pause: Duration = .milliseconds(500)) async throws {
        let deadline = patience.map { ContinuousClock.now + $0 }
        var ofModel: [ModelName: [DroppedFile]] = [:]
        var models: [ModelName] = []
        for id in batches {
            let batch = try await client.batch(id)
            if ofModel[batch.model] == nil { models.append(batch.model) }
            ofModel[batch.model, default: []].append(DroppedFile(batch))
        }
        var statuses: [CommandStatus] = []
        var reports: [DropReport] = []
        for model in models {
            let tracker = FileTracker(files: ofModel[model] ?? [], after: BatchID(0))
            let left = deadline.map { max($0 - .now, .zero) }
            let followed = try await Follower(session: self, model: model, pause: pause, patience: left).follow { tracker }
            let files = await withGateRemarks(followed, model)
            if json { reports.append(DropReport(model: model, files: files)) }
            if !json { console.lines(files.flatMap { DropWords.lines($0, model: model) }) }
            statuses.append(DropWords.status(files))
        }
        if json { for report in reports { console.line(try JSONForm.text(report, console)) } }
        if let status = statuses.first(where: { $0 == .failed }) ?? statuses.first(where: { $0 != .ok }) { throw Ending(status) }
    }

    /// A first version serves without having been compared with another, and a file may be answered worse than by a constant: what the gate
    /// has to say of it is to be heard. The file is learned whether that can be asked or not.
    func withGateRemarks(_ files: [DroppedFile], _ model: ModelName) async -> [DroppedFile] {
        var files = files
        for index in files.indices {
            guard case .learned(let version)? = files[index].outcome else { continue }
            files[index].remarks = (try? await client.version(version, of: model))?.gate?.remarks ?? []
            // Said once, with the file that decided the columns.
            guard files[index].batch?.notes?.isEmpty == false else { continue }
            let texts = (try? await client.model(model))?.texts
            if let next = texts.flatMap({ TextWords.nextStep($0, model) }) {
                files[index].hints.append("texts are read by hashed words; \(next)")
            }
        }
        return files
    }
}
