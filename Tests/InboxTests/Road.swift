import Domain
import Inbox
import Registry
import Synchronization
import Testing

/// What a test throws where a kill is to come: nothing catches it, so the disk stays as a kill leaves it.
struct Killed: Error {}

/// Lets a number of steps of one kind go by, then kills.
final class Killer: Sendable {
    private let step: IntakeStep
    private let remaining: Mutex<Int>

    init(at step: IntakeStep, number: Int) {
        self.step = step
        remaining = Mutex(number)
    }

    func pass(_ reached: IntakeStep) throws {
        guard reached == step else { return }
        let left = remaining.withLock { remaining in
            remaining -= 1
            return remaining
        }
        if left == 0 { throw Killed() }
    }
}

/// A daemon's life from start to end or kill: the road of every file from the inbox to the registry, as `IntakeTaker` describes it. Files
/// that begin with `bad` are refused.
struct Road {
    let inbox: InboxFolder
    let sightings = Sightings()
    let archive: Archive
    let registry: VersionRegistry
    let taker: IntakeTaker
    let rejected: RejectedFolder

    init(_ inbox: InboxFolder, registry: VersionRegistry? = nil, atStep: @escaping @Sendable (IntakeStep) throws -> Void = { _ in }) throws
    {
        self.inbox = inbox
        self.registry = try registry ?? VersionRegistry(path: inbox.root + "/learnd.sqlite")
        archive = try Archive(root: inbox.layout.archive)
        try archive.sweepIncoming()
        taker = IntakeTaker(archive: archive, maxBytes: 1 << 20, sightings: sightings, atStep: atStep)
        rejected = RejectedFolder(root: inbox.layout.rejected)
    }

    /// Takes all that is ready, in groups.
    ///
    /// - Returns: How many files there were.
    @discardableResult
    func travel(_ scan: InboxScan, group: Int = 256, afterRecording: () throws -> Void = {}) async throws -> Int {
        let view = try scan.look()
        let ready = view.ready
        #expect(taker.sweep(view.spent).isEmpty)
        for start in stride(from: 0, to: ready.count, by: group) {
            let outcomes = try taker.take(Array(ready[start..<min(start + group, ready.count)]))
            var files: [(file: TakenFile, refusal: Refusal?)] = []
            for outcome in outcomes {
                switch outcome {
                case .taken(let file):
                    files.append(
                        (file, file.originalName.hasPrefix("bad") ? Refusal(.invalid, what: "it is bad", at: file.originalName) : nil)
                    )
                case .refused(let file, let refusal): files.append((file, refusal))
                case .changing, .vanished, .stuck: break
                }
            }
            let results = try await registry.recordIntake(files.map { Self.record($0.file, $0.refusal) })
            try afterRecording()
            for (taken, result) in zip(files, results) {
                if result.batch.state == .refused {
                    let row = RefusedRow(line: 2, reason: "not a number", excerpt: "x,\"y\"")
                    try rejected.reject(
                        taken.file,
                        reason: taken.refusal ?? Refusal(.invalid, what: result.batch.reason ?? ""),
                        rows: [row]
                    )
                } else {
                    try taker.finish([taken.file])
                }
            }
        }
        return ready.count
    }

    private static func record(_ file: TakenFile, _ refusal: Refusal?) -> IntakeRecord {
        IntakeRecord(
            model: file.model,
            source: file.source,
            digest: file.digest,
            rowsDigest: nil,
            fileName: file.originalName,
            byteCount: file.byteCount,
            rowCount: 1,
            refusedRowCount: 0,
            warnings: [],
            verdict: refusal.map { .refused(reason: $0.what) } ?? .accepted(schema: Array("{}".utf8))
        )
    }
}
