import Domain
import FoundationEssentials
import Glibc
import Inbox
import Logging
import Testing

@Suite("Watching the inbox", .timeLimit(.minutes(5)))
struct WatcherTests {
    private final class Watched: Sendable {
        let inbox: InboxFolder
        let sightings = Sightings()
        let watcher: InboxWatcher

        init() throws {
            inbox = try InboxFolder()
            watcher = try InboxWatcher(inbox: inbox.layout.inbox, sightings: sightings, logger: Logger(label: "test"))
        }

        deinit { watcher.stop() }

        /// Looks after the first wake-up and from then on again and again, each time also as if `seconds` had gone by, until as many files are ready; what
        /// the kernel's stamps say is left out, so that only events count. Not after each wake-up alone: on a slow machine the last event may come
        /// so long after the look's own moment that it is not old enough for it, and no other follows.
        func ready(_ count: Int, after seconds: Double) async throws -> [InboxFile] {
            var wakeUps = watcher.wakeUps.makeAsyncIterator()
            guard await wakeUps.next() != nil else { return [] }
            while true {
                let now = ContinuousClock.now
                let scan = InboxScan(inbox: inbox.layout.inbox, sightings: sightings)
                _ = try scan.look(at: now, stampClock: 0)
                let view = try scan.look(at: now + .seconds(seconds), stampClock: 0)
                if view.ready.count == count { return view.ready }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    @Test("wakes once at the start, for what was there before")
    func start() async throws {
        let watched = try Watched()
        var iterator = watched.watcher.wakeUps.makeAsyncIterator()
        #expect(await iterator.next() != nil)
    }

    @Test("a file that was moved in is ready at once")
    func moved() async throws {
        let watched = try Watched()
        try watched.inbox.drop("x", as: "iris/a.csv")
        #expect(try await watched.ready(1, after: 0).map(\.name) == ["a.csv"])
    }

    @Test("a file that was closed is ready 2 s later, even where another has it open")
    func closed() async throws {
        let watched = try Watched()
        let other = OpenWriter(watched.inbox.path("iris/a.csv"))
        try watched.inbox.write("x", to: "iris/b.csv")
        let own = OpenWriter(watched.inbox.path("iris/a.csv"))
        own.write("x")
        _ = consume own
        #expect(Set(try await watched.ready(2, after: 2.5).map(\.name)) == ["a.csv", "b.csv"])
        withExtendedLifetime(other) {}
    }

    @Test("a file that was linked in while it is written waits for its rest")
    func linked() async throws {
        let watched = try Watched()
        let source = watched.inbox.root + "/source.csv"
        let writer = OpenWriter(source)
        #expect(link(source, watched.inbox.path("iris/a.csv")) == 0)
        try watched.inbox.drop("x", as: "iris/b.csv")
        #expect(try await watched.ready(1, after: 3).map(\.name) == ["b.csv"])
        let later = try InboxScan(inbox: watched.inbox.layout.inbox, sightings: watched.sightings).look(
            at: .now + .seconds(70),
            stampClock: 0
        )
        #expect(later.ready.count == 2)
        withExtendedLifetime(writer) {}
    }

    @Test("watches folders that appear, under the name they have now")
    func folders() async throws {
        let watched = try Watched()
        try watched.inbox.makeFolder("digits")
        try watched.inbox.drop("x", as: "digits/a.csv")
        #expect(try await watched.ready(1, after: 2.5).count == 1)
        #expect(rename(watched.inbox.path("digits"), watched.inbox.path("numbers")) == 0)
        try watched.inbox.makeFolder("tickets")
        try watched.inbox.drop("x", as: "tickets/b.csv")
        try watched.inbox.drop("x", as: "numbers/c.csv")
        #expect(try await watched.ready(3, after: 2.5).map(\.name) == ["a.csv", "b.csv", "c.csv"])
        try FileManager.default.removeItem(atPath: watched.inbox.path("numbers"))
        try watched.inbox.drop("x", as: "iris/d.csv")
        #expect(try await watched.ready(2, after: 2.5).map(\.name) == ["b.csv", "d.csv"])
    }

    @Test("a stopped watcher ends its stream")
    func stop() async throws {
        let inbox = try InboxFolder()
        let watcher = try InboxWatcher(inbox: inbox.layout.inbox, sightings: Sightings(), logger: Logger(label: "test"))
        watcher.stop()
        watcher.stop()
        var count = 0
        for await _ in watcher.wakeUps { count += 1 }
        #expect(count <= 1)
    }

    @Test("an inbox that is not there is refused by name")
    func noInbox() {
        let refusal = #expect(throws: Refusal.self) {
            try InboxWatcher(inbox: "/nonexistent/inbox", sightings: Sightings(), logger: Logger(label: "test"))
        }
        #expect(refusal?.place == "/nonexistent/inbox")
    }

    @Test("lost events only cost time: the sightings is emptied and a look is due")
    func overflow() throws {
        let inbox = try InboxFolder()
        let limit = String(decoding: try Data(contentsOf: URL(filePath: "/proc/sys/fs/inotify/max_queued_events")), as: UTF8.self)
        let queue = try #require(Int(limit.filter(\.isNumber)))
        let sightings = Sightings()
        var watching = try WatchedFolders(inbox: inbox.layout.inbox, sightings: sightings, logger: Logger(label: "test"))
        defer { watching.close() }
        // Two events each, of one name after another so that none are merged.
        for number in 0...queue / 2 {
            let descriptor = open(inbox.path("iris/\(number)"), O_CREAT | O_WRONLY | O_CLOEXEC, 0o644)
            close(descriptor)
        }
        let worthALook = watching.readEvents()
        #expect(worthALook)
        let view = try InboxScan(inbox: inbox.layout.inbox, sightings: sightings).look(at: .now, stampClock: 0)
        #expect(view.ready.isEmpty && view.nextLook != nil)
        #expect(try inbox.restless(sightings).look().ready.count == queue / 2 + 1)
    }
}
