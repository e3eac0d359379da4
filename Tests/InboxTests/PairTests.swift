import Domain
import FoundationEssentials
import Glibc
import Inbox
import Files
import Testing

@Suite("Taking a pair of IDX files")
struct PairTests {
    private static let images = "train-images-idx3-ubyte.gz"
    private static let labels = "train-labels-idx1-ubyte.gz"

    @Test("takes both as one tar, whichever came first", arguments: [true, false])
    func road(imagesFirst: Bool) throws {
        let inbox = try InboxFolder()
        for name in imagesFirst ? [Self.images, Self.labels] : [Self.labels, Self.images] { try inbox.drop(name, as: "iris/" + name) }
        let taker = IntakeTaker(archive: try Archive(root: inbox.layout.archive), maxBytes: 1 << 20, sightings: Sightings())
        let view = try inbox.restless().look()
        #expect(view.ready.map(\.name) == ["train-idx"] && view.waiting.isEmpty)
        guard case .taken(let taken) = try taker.take(view.ready)[0] else {
            Issue.record("not taken")
            return
        }
        #expect(taken.originalName == "train-idx.tar")
        let twin = try InboxFolder()
        try twin.dropFolder([Self.images: Self.images, Self.labels: Self.labels], as: "iris/any")
        #expect(taken.digest == (try FolderPacker.pack(RawPath(twin.path("iris/any")), to: nil, at: RawPath("")))?.digest)
        try taker.finish([taken])
        #expect(try inbox.names(inbox.path("iris")) == [".taking"])
        #expect(try inbox.names(inbox.path("iris/.taking")).isEmpty)
    }

    @Test("one half waits for the other, which is told once", arguments: [true, false])
    func waits(isImages: Bool) throws {
        let inbox = try InboxFolder()
        let (here, missing) = isImages ? (Self.images, Self.labels) : (Self.labels, Self.images)
        try inbox.drop("x", as: "iris/" + here)
        let sightings = Sightings()
        let view = try inbox.restless(sightings).look()
        let words = isImages ? "these IDX images wait for their labels" : "these IDX labels wait for their images"
        #expect(view.ready.isEmpty && view.nextLook == nil)
        #expect(view.waiting == [Refusal(.conflict, what: words, at: inbox.path("iris/" + here), fix: "put '\(missing)' beside it")])
        #expect(view.remarks == view.waiting)
        let again = try inbox.restless(sightings).look()
        #expect(again.waiting == view.waiting && again.remarks.isEmpty)
        try inbox.drop("y", as: "iris/" + missing)
        let whole = try inbox.restless(sightings).look()
        #expect(whole.ready.count == 1 && whole.waiting.isEmpty)
    }

    @Test("a half is told in the log only after a minute alone: the other is usually on its way")
    func patience() throws {
        let inbox = try InboxFolder()
        try inbox.drop("x", as: "iris/" + Self.images)
        let (sightings, start) = (Sightings(), ContinuousClock.now)
        func look(_ seconds: Double) throws -> InboxView {
            try InboxScan(inbox: inbox.layout.inbox, sightings: sightings).look(at: start + .seconds(seconds), stampClock: 0)
        }
        #expect(try look(0).waiting.isEmpty)
        let waiting = try look(5)
        #expect(waiting.waiting.count == 1 && waiting.remarks.isEmpty && waiting.nextLook == .seconds(55))
        #expect(try look(60).remarks.count == 1)
        #expect(try look(61).remarks.isEmpty)
    }

    @Test("halves of other names and of other models' folders are left to wait")
    func strangers() throws {
        let inbox = try InboxFolder()
        try inbox.makeFolder("digits")
        try inbox.drop("1", as: "iris/train-images-idx3-ubyte")
        try inbox.drop("2", as: "iris/t10k-labels-idx1-ubyte")
        try inbox.drop("3", as: "digits/train-labels-idx1-ubyte")
        let view = try inbox.restless().look()
        #expect(view.ready.isEmpty && view.waiting.count == 3)
    }

    @Test("gives back what it has where the other half is taken away in that moment")
    func vanished() throws {
        let inbox = try InboxFolder()
        for name in [Self.images, Self.labels] { try inbox.drop(name, as: "iris/" + name) }
        let ready = try inbox.restless().look().ready
        unlink(inbox.path("iris/" + Self.labels))
        let taker = IntakeTaker(archive: try Archive(root: inbox.layout.archive), maxBytes: 1 << 20, sightings: Sightings())
        #expect(try taker.take(ready) == [.vanished(ready[0])])
        #expect(try inbox.names(inbox.path("iris")) == [".taking", Self.images])
        #expect(try inbox.names(inbox.path("iris/.taking")).isEmpty)
    }

    @Test("a half that a kill left on its way goes with its own other half, though another of its name has come")
    func killedHalfway() async throws {
        let inbox = try InboxFolder()
        for name in [Self.images, Self.labels] { try inbox.drop("first " + name, as: "iris/" + name) }
        let killer = Killer(at: .halfMoved, number: 1)
        let taker = IntakeTaker(
            archive: try Archive(root: inbox.layout.archive),
            maxBytes: 1 << 20,
            sightings: Sightings(),
            atStep: killer.pass
        )
        #expect(throws: Killed.self) { try taker.take(try inbox.restless().look().ready) }
        try inbox.drop("second", as: "iris/" + Self.images)
        let road = try Road(inbox)
        try await road.travel(inbox.restless(road.sightings))
        let batch = try #require(try await road.registry.batches(of: InboxFolder.model).first)
        let twin = try InboxFolder()
        try twin.dropFolder([Self.images: "first " + Self.images, Self.labels: "first " + Self.labels], as: "iris/any")
        #expect(batch.digest == (try FolderPacker.pack(RawPath(twin.path("iris/any")), to: nil, at: RawPath("")))?.digest)
        #expect(try inbox.names(inbox.path("iris")) == [".taking", Self.images])
    }
}
