import Domain
import LearnAPI

/// Follows dropped files to their ends, from what events and answers tell. It asks nothing itself.
///
/// A file that is a duplicate takes over its original's fate: whoever drops the bytes of a held file again must not read that they were
/// learned.
public struct FileTracker: Sendable {
    /// In the order in which they were dropped.
    public private(set) var files: [DroppedFile]
    /// How far the job that learns one of the files has come, in whatever it does.
    public private(set) var progress: (job: JobID, progress: JobPhaseProgress)?
    /// Files up to here were recorded before anything was dropped: the same bytes, another time.
    private let floor: BatchID
    /// What serves, as the daemon last said.
    private var serving: VersionNumber?

    /// - Parameter floor: The newest batch before the drop.
    public init(files: [DroppedFile], after floor: BatchID) {
        self.files = files
        self.floor = floor
    }

    /// Whether every file has come to an end.
    public var isDone: Bool { files.allSatisfy { $0.outcome != nil } }

    /// The files without an end yet.
    public var open: [DroppedFile] { files.filter { $0.outcome == nil } }

    /// A file's record as it stands now, or that of a duplicate's original.
    public mutating func take(_ batch: BatchResponse) {
        for index in files.indices where files[index].batch?.state == .duplicate && files[index].followed == batch.id {
            files[index].original = batch
            files[index].outcome = outcome(of: files[index])
        }
        guard let index = index(of: batch) else { return }
        files[index].batch = batch
        files[index].outcome = outcome(of: files[index])
    }

    /// The model as it stands now; nil before its first file.
    public mutating func take(_ model: ModelSummary?) {
        serving = model?.serving
        for index in files.indices where files[index].outcome == nil {
            guard let deciding = files[index].deciding else { continue }
            if let pause = model?.paused, deciding.state == .waiting {
                wait(index, for: pause)
            } else {
                files[index].outcome = outcome(of: files[index])
            }
        }
    }

    private mutating func wait(_ index: Int, for pause: PauseState) {
        if files[index].original == nil {
            files[index].outcome = .paused(pause.reason)
        } else {
            files[index].paused = pause.reason
            files[index].outcome = .duplicate
        }
    }

    /// - Returns: Whether the files' records should be asked for again.
    public mutating func take(_ event: Event) -> Bool {
        switch event.type {
        case .jobProgress:
            guard let job = event.job, let progress = event.progress ?? event.trainingProgress else { return false }
            if let batches = event.batches, !files.contains(where: { $0.followed.map(batches.contains) ?? false }) { return false }
            self.progress = (job, progress)
            return false
        case .batchRecorded, .batchChanged:
            if let batch = event.batch { take(batch) }
            // The event of a duplicate does not say how its original stands.
            return event.batch?.state == .duplicate
        case .jobStarted, .judged:
            progress = nil
            return false
        default: return true
        }
    }

    private func index(of batch: BatchResponse) -> Int? {
        guard batch.id > floor else { return nil }
        if let known = files.firstIndex(where: { $0.batch?.id == batch.id }) { return known }
        return files.firstIndex { file in
            guard file.batch == nil else { return false }
            // A file that could not be read has no digest; its name is all there is.
            return batch.sha256.map { $0 == file.digest } ?? (batch.file == file.inboxName)
        }
    }

    private func outcome(of file: DroppedFile) -> DroppedFile.Outcome? {
        guard let batch = file.batch else { return nil }
        guard batch.state == .duplicate else { return outcome(of: batch) }
        // Where nobody says of what, there is nothing to follow.
        guard let original = file.original else { return batch.duplicateOf == nil ? .duplicate : nil }
        if original.state == .duplicate, original.duplicateOf != nil { return nil }
        return outcome(of: original) == nil ? nil : .duplicate
    }

    private func outcome(of batch: BatchResponse) -> DroppedFile.Outcome? {
        switch batch.state {
        case .waiting, .training: nil
        // Recorded in the version's own transaction, a moment before requests are answered by it.
        case .learned: batch.version.flatMap { version in serving.flatMap { $0 >= version ? .learned(version) : nil } }
        case .held: .held(batch.reason ?? "the gate held the candidate")
        case .setAside: .setAside(batch.reason ?? "set aside")
        case .refused: .refused(batch.reason ?? "refused")
        case .duplicate: .duplicate
        }
    }
}

extension Event {
    /// As a daemon before `progress` told it.
    fileprivate var trainingProgress: JobPhaseProgress? {
        guard let step, let steps else { return nil }
        return JobPhaseProgress(phase: .train, done: step, of: steps)
    }
}
