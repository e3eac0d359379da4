import Domain
import LearnAPI
import LearnClient

/// Follows files of one model to their ends: by events, and by a look at their records now and then in case an event is lost.
struct Follower {
    let session: Session
    let model: ModelName
    /// The pause between two looks.
    let pause: Duration
    /// How long to follow; nil: as long as it takes.
    let patience: Duration?

    /// - Parameter begin: Called once, when nothing that happens from then on is missed: puts the files into the inbox, or names them.
    /// - Returns: The files, each with its end unless the time was over or files are not taken and nobody sits at a terminal.
    func follow(_ begin: () throws -> FileTracker) async throws -> [DroppedFile] {
        let deadline = patience.map { ContinuousClock.now + $0 }
        let (client, console) = (session.client, session.console)
        defer { console.endProgress() }
        return try await FollowSignals.follow(client, model: model, every: pause) { signals in
            var current: FileTracker?
            var report = FollowReport(console: console)
            var looksBefore = 0
            for await signal in signals {
                switch signal {
                case .ready where current == nil:
                    current = try begin()
                    // What has its end already is not said to wait.
                    if current?.open.contains(where: { $0.batch != nil }) == true { try await look(&current) }
                case .look where current == nil:
                    // A daemon that is slow to listen does not keep the files out of the inbox.
                    looksBefore += 1
                    if looksBefore == 4 { current = try begin() }
                case .ready: break
                case .event(let event):
                    if current?.take(event) == true { try await look(&current) }
                case .look: try await look(&current)
                }
                guard let tracker = current else { continue }
                session.interruption.set { FollowWords.interrupted(tracker) }
                if tracker.isDone { return tracker.files }
                if let deadline, ContinuousClock.now > deadline {
                    console.endProgress()
                    console.remark(FollowWords.timedOut(tracker, after: patience ?? .zero))
                    return tracker.files
                }
                if case .look = signal, try await hasStopped(tracker, &report) { return tracker.files }
                report.show(tracker)
            }
            throw CancellationError()
        }
    }

    /// Asks how the files without an end stand.
    private func look(_ tracker: inout FileTracker?) async throws {
        guard var current = tracker else { return }
        let client = session.client
        for file in current.open {
            if let followed = file.followed {
                current.take(try await client.batch(followed))
            } else if let digest = file.digest {
                for batch in try await batches(digest: digest).reversed() { current.take(batch) }
            }
        }
        if current.open.contains(where: { $0.batch == nil }) {
            // Files that could not be read have no digest to ask by.
            for batch in try await batches(state: .refused, limit: 50).reversed() { current.take(batch) }
        }
        if !current.isDone { current.take(try await summary()) }
        tracker = current
    }

    /// Says once why no file is taken, where one waits to be.
    ///
    /// - Returns: Whether to leave: nobody sits there who would free some space and wait on.
    private func hasStopped(_ tracker: FileTracker, _ report: inout FollowReport) async throws -> Bool {
        guard tracker.open.contains(where: { $0.batch == nil }) else { return false }
        guard let reason = try await session.client.status().intakeStopped else { return false }
        report.stopped(reason)
        return !session.console.traits.showsProgress
    }

    /// None as long as the daemon still reads a new model's first file.
    private func batches(state: BatchState? = nil, digest: Digest? = nil, limit: Int? = nil) async throws -> [BatchResponse] {
        do {
            return try await session.client.batches(of: model, state: state, digest: digest, limit: limit).batches
        } catch ClientError.refused(let refusal, _) where refusal.kind == .notFound {
            return []
        }
    }

    private func summary() async throws -> ModelSummary? {
        do {
            return try await session.client.model(model).model
        } catch ClientError.refused(let refusal, _) where refusal.kind == .notFound {
            return nil
        }
    }
}
