import Domain
import FoundationEssentials
import Glibc
import Inbox
import Synchronization
import Testing

/// A member of the drop group who puts links in the place of folders while files are taken: what they lead to is never moved.
@Suite("Folders that become links")
struct SwapTests {
    /// Files that only the daemon may touch, in a folder that a link is made to.
    private final class Victim: Sendable {
        let path: String

        init(_ inbox: InboxFolder, _ names: [String]) throws {
            path = inbox.root + "/state"
            for name in names {
                let file = URL(filePath: "\(path)/\(name)")
                try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data("all that was learned".utf8).write(to: file)
                chmod(file.path, 0o600)
            }
        }

        var listing: [String] { ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []).sorted() }
    }

    private static func swap(_ inbox: InboxFolder, _ name: String, to victim: Victim) throws {
        guard rename(inbox.path(name), inbox.path(".old-\(name)")) == 0, symlink(victim.path, inbox.path(name)) == 0 else {
            throw Refusal(.failed, what: "the swap: \(errno)", at: name)
        }
    }

    @Test(
        "between the look and the taking: nothing behind the link is moved or made",
        arguments: ["learnd.sqlite", "learnd.csv", "archive", "x-images-idx3-ubyte"]
    )
    func afterLook(name: String) throws {
        let inbox = try InboxFolder()
        let victim = try Victim(inbox, name == "archive" ? ["archive/ab/cd"] : [name, "x-labels-idx1-ubyte"])
        let before = victim.listing
        if name == "archive" {
            try inbox.dropFolder(["a/1.png": "x"], as: "iris/archive")
        } else {
            try inbox.drop("a,b\n1,2\n", as: "iris/\(name)")
            if name.contains("idx") { try inbox.drop("a,b\n1,2\n", as: "iris/x-labels-idx1-ubyte") }
        }
        let ready = try inbox.restless().look().ready
        #expect(!ready.isEmpty)
        try Self.swap(inbox, "iris", to: victim)
        let taker = IntakeTaker(archive: try Archive(root: inbox.layout.archive), maxBytes: 1 << 20, sightings: Sightings())
        for outcome in try taker.take(ready) {
            if case .taken = outcome { Issue.record("taken through a link") }
        }
        #expect(victim.listing == before)
        // Once the folder is back, what was dropped is taken.
        unlink(inbox.path("iris"))
        #expect(rename(inbox.path(".old-iris"), inbox.path("iris")) == 0)
        guard case .taken = try taker.take(try inbox.restless().look().ready)[0] else {
            Issue.record("not taken once the folder was back")
            return
        }
    }

    @Test("between the look and the refusal of what no model can have")
    func misplaced() throws {
        let inbox = try InboxFolder()
        let victim = try Victim(inbox, ["learnd.sqlite"])
        try inbox.makeFolder("No Model!")
        try inbox.drop("x", as: "No Model!/learnd.sqlite")
        let view = try inbox.restless().look()
        let misplaced = try #require(view.misplaced.first)
        try Self.swap(inbox, "No Model!", to: victim)
        _ = try? RejectedFolder(root: inbox.layout.rejected).reject(misplaced)
        #expect(victim.listing == ["learnd.sqlite"])
    }

    @Test("a '.taking' that is a link, or another user's, is not used")
    func taking() throws {
        let inbox = try InboxFolder()
        let victim = try Victim(inbox, ["learnd.sqlite"])
        try inbox.drop("x", as: "iris/a.csv")
        let ready = try inbox.restless().look().ready
        #expect(symlink(victim.path, inbox.path("iris/.taking")) == 0)
        let taker = IntakeTaker(archive: try Archive(root: inbox.layout.archive), maxBytes: 100, sightings: Sightings())
        guard case .stuck(_, let refusal) = try taker.take(ready)[0] else {
            Issue.record("it was used")
            return
        }
        #expect(refusal.what == "'.taking' is not a folder of the daemon's user; nothing is taken here")
        #expect(victim.listing == ["learnd.sqlite"])
    }

    @Test("hundreds of times while files are taken and refused: never moved")
    func race() async throws {
        // Flushing blocks, and the pool's threads are few.
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Thread { continuation.resume(with: Result { try Self.runRace() }) }.start()
        }
    }

    private static func runRace() throws {
        let inbox = try InboxFolder()
        let names = ["learnd.sqlite", "a.csv", "b.csv"]
        let victim = try Victim(inbox, names)
        let isSwapping = Mutex(true)
        let swaps = Mutex(0)
        let attacker = Thread {
            while isSwapping.withLock({ $0 }) {
                for folder in ["iris", "Bad Name"] {
                    for name in names { try? inbox.drop("a,b\n1,2\n", as: "\(folder)/\(name)") }
                    if (try? swap(inbox, folder, to: victim)) != nil {
                        swaps.withLock { $0 += 1 }
                        unlink(inbox.path(folder))
                        rename(inbox.path(".old-\(folder)"), inbox.path(folder))
                    }
                }
            }
        }
        try inbox.makeFolder("Bad Name")
        attacker.start()
        let taker = IntakeTaker(archive: try Archive(root: inbox.layout.archive), maxBytes: 100, sightings: Sightings())
        let rejected = RejectedFolder(root: inbox.layout.rejected)
        var taken = 0
        let end = ContinuousClock.now + .seconds(60)
        while swaps.withLock({ $0 }) < 200 || taken == 0, ContinuousClock.now < end {
            guard let view = try? inbox.restless().look() else { continue }
            for outcome in (try? taker.take(view.ready)) ?? [] {
                guard case .taken(let file) = outcome else { continue }
                taken += 1
                try? taker.finish([file])
            }
            for misplaced in view.misplaced { _ = try? rejected.reject(misplaced) }
        }
        isSwapping.withLock { $0 = false }
        attacker.join()
        #expect(victim.listing == names.sorted())
        for name in names { #expect(try Data(contentsOf: URL(filePath: "\(victim.path)/\(name)")) == Data("all that was learned".utf8)) }
        #expect(swaps.withLock { $0 } >= 200 && taken > 0, "\(swaps.withLock { $0 }) swaps, \(taken) taken")
    }

    /// A thread that can be waited for.
    private final class Thread: Sendable {
        private let work: @Sendable () -> Void
        private let ended = DispatchFlag()

        init(_ work: @escaping @Sendable () -> Void) { self.work = work }

        func start() {
            let (work, ended) = (work, ended)
            var thread = pthread_t()
            let box = Unmanaged.passRetained(
                Box {
                    work(); ended.set()
                }
            )
            pthread_create(
                &thread,
                nil,
                { raw in
                    Unmanaged<Box>.fromOpaque(raw!).takeRetainedValue().body()
                    return nil
                },
                box.toOpaque()
            )
            pthread_detach(thread)
        }

        func join() { while !ended.isSet { usleep(1_000) } }
    }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private final class DispatchFlag: Sendable {
        private let value = Mutex(false)
        func set() { value.withLock { $0 = true } }
        var isSet: Bool { value.withLock { $0 } }
    }
}
