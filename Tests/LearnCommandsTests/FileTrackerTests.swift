import Domain
import FoundationEssentials
import Hashing
import LearnAPI
import LearnCommands
import Testing

@Suite("Following dropped files")
struct FileTrackerTests {
    private static func tracker(_ texts: [String]) -> FileTracker {
        let files = texts.enumerated().map { DroppedFile(path: "f\($0)", inboxPath: "/inbox/m/f\($0)", digest: SHA256.hash($1)) }
        return FileTracker(files: files, after: BatchID(5))
    }

    private static func batch(_ id: Int, _ state: String, text: String?, file: String = "f0", extra: String = "") throws -> BatchResponse {
        let body = Bodies.batch(id, state, sha256: text.map { SHA256.hash($0).description }, extra: extra)
            .replacing("day\(id).csv", with: file)
        return try JSONDecoder().decode(BatchResponse.self, from: Data(body.utf8))
    }

    @Test("leaves alone what was recorded before the drop, though the bytes are the same")
    func floor() throws {
        var tracker = Self.tracker(["a"])
        tracker.take(try Self.batch(5, "refused", text: "a"))
        #expect(tracker.files[0].batch == nil)
        tracker.take(try Self.batch(6, "duplicate", text: "a", extra: #","duplicate_of":5"#))
        #expect(tracker.files[0].batch?.id == BatchID(6) && tracker.files[0].outcome == nil)
    }

    @Test("a duplicate ends as its original does, and not before", arguments: ["held", "set_aside", "learned"])
    func duplicate(state: String) throws {
        var tracker = Self.tracker(["a"])
        let dropped = try Self.batch(6, "duplicate", text: "a", extra: #","duplicate_of":5"#)
        let isWorthALook = tracker.take(Event(type: .batchRecorded, at: "t", batch: dropped))
        #expect(isWorthALook && tracker.files[0].followed == BatchID(5))
        tracker.take(try Self.batch(5, "training", text: "a"))
        #expect(!tracker.isDone)
        _ = tracker.take(Event(type: .jobProgress, at: "t", job: JobID(2), batches: [BatchID(5)], step: 7, steps: 10))
        #expect(tracker.progress?.progress.done == 7)
        let ended = try Self.batch(5, state, text: "a", extra: #","version":3"#)
        _ = tracker.take(Event(type: .batchChanged, at: "t", batch: ended))
        if state == "learned" {
            #expect(!tracker.isDone, "the version does not serve yet")
            tracker.take(try JSONDecoder().decode(ModelSummary.self, from: Data(Bodies.summary(serving: 3).utf8)))
        }
        #expect(tracker.files[0].outcome == .duplicate && tracker.files[0].original == ended)
    }

    @Test("a duplicate of a duplicate is followed to the first of them")
    func chain() throws {
        var tracker = Self.tracker(["a"])
        tracker.take(try Self.batch(6, "duplicate", text: "a", extra: #","duplicate_of":4"#))
        tracker.take(try Self.batch(4, "duplicate", text: "a", extra: #","duplicate_of":2"#))
        #expect(!tracker.isDone && tracker.files[0].followed == BatchID(2))
        tracker.take(try Self.batch(2, "held", text: "a"))
        #expect(tracker.isDone && tracker.files[0].original?.id == BatchID(2))
    }

    @Test("a duplicate whose original waits for a paused model has its end")
    func heldUp() throws {
        var tracker = Self.tracker(["a"])
        tracker.take(try Self.batch(6, "duplicate", text: "a", extra: #","duplicate_of":5"#))
        tracker.take(try Self.batch(5, "waiting", text: "a"))
        tracker.take(try JSONDecoder().decode(ModelSummary.self, from: Data(Bodies.summary(paused: "rolled back").utf8)))
        #expect(tracker.files[0].outcome == .duplicate && tracker.files[0].paused == "rolled back")
    }

    @Test("gives the same bytes dropped twice a record each")
    func twice() throws {
        var tracker = Self.tracker(["a", "a"])
        tracker.take(try Self.batch(6, "waiting", text: "a"))
        tracker.take(try Self.batch(6, "waiting", text: "a"))
        tracker.take(try Self.batch(7, "duplicate", text: "a"))
        #expect(tracker.files.map { $0.batch?.id } == [BatchID(6), BatchID(7)])
    }

    @Test("knows a file that could not be read by its name")
    func unreadable() throws {
        var tracker = Self.tracker(["a"])
        tracker.take(try Self.batch(6, "refused", text: nil, file: "other", extra: #","reason":"too large""#))
        #expect(tracker.files[0].outcome == nil)
        tracker.take(try Self.batch(7, "refused", text: nil, file: "f0", extra: #","reason":"too large""#))
        #expect(tracker.files[0].outcome == .refused("too large"))
    }

    @Test("shows the progress of the job that has its file, not of another's")
    func progress() throws {
        var tracker = Self.tracker(["a"])
        tracker.take(try Self.batch(6, "training", text: "a"))
        let other = Event(type: .jobProgress, at: "t", job: JobID(1), batches: [BatchID(3)], step: 5, steps: 10)
        #expect(tracker.take(other) == false)
        #expect(tracker.progress == nil)
        _ = tracker.take(Event(type: .jobProgress, at: "t", job: JobID(2), batches: [BatchID(6)], step: 7, steps: 10))
        #expect(tracker.progress?.progress.done == 7)
        _ = tracker.take(Event(type: .judged, at: "t", job: JobID(2)))
        #expect(tracker.progress == nil)
    }

    @Test("asks for a look at what it does not know from the event alone")
    func looks() {
        var tracker = Self.tracker(["a"])
        let events: [Event.Kind] = [.versionActivated, .versionCommitted, .jobStarted, .jobProgress]
        let looks = events.map { tracker.take(Event(type: $0, at: "t")) }
        #expect(looks == [true, true, false, false])
    }
}
