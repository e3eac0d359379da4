import Domain
import FoundationEssentials
import Glibc
import Inbox
import Logging
import Files
import Testing

@Suite("Taking a folder")
struct FolderTests {
    private static let pets = ["cats/1.png": "meow", "dogs/1.png": "woof", "dogs/2.png": "wuff"]

    private func taker(_ inbox: InboxFolder, maxBytes: Int = 1 << 20, atStep: @escaping @Sendable (IntakeStep) throws -> Void = { _ in })
        throws -> IntakeTaker
    {
        IntakeTaker(archive: try Archive(root: inbox.layout.archive), maxBytes: maxBytes, sightings: Sightings(), atStep: atStep)
    }

    private func take(_ inbox: InboxFolder, _ taker: IntakeTaker) throws -> TakenFile {
        guard case .taken(let taken)? = try taker.take(try inbox.restless().look().ready).first else {
            throw Refusal(.failed, what: "not taken")
        }
        return taken
    }

    @Test("archives it as a canonical tar under the tar's digest and removes it when it is finished")
    func road() throws {
        let inbox = try InboxFolder()
        try inbox.dropFolder(Self.pets, as: "iris/pets")
        let expected = try #require(try FolderPacker.pack(RawPath(inbox.path("iris/pets")), to: nil, at: RawPath("")))
        let taker = try taker(inbox)
        let taken = try take(inbox, taker)
        #expect(taken.originalName == "pets.tar" && taken.place == inbox.path("iris/pets") && taken.warnings.isEmpty)
        #expect(taken.digest == expected.digest && taken.byteCount == expected.byteCount && taken.byteCount == 3 * 1024 + 1024)
        try Archive(root: inbox.layout.archive).verify(expected.digest)
        #expect(try inbox.names(inbox.path("iris")) == [".taking"])
        try taker.finish([taken])
        #expect(try inbox.names(inbox.path("iris/.taking")).isEmpty)
        try taker.finish([taken])
    }

    @Test(
        "a file that is open for writing keeps it from being taken, under an unfinished name too",
        arguments: ["dogs/3.png", "dogs/.3.png.aB3x", "dogs/3.png.part"]
    )
    func stillCopied(name: String) throws {
        let inbox = try InboxFolder()
        try inbox.dropFolder(Self.pets, as: "iris/pets")
        let writer = open(inbox.path("iris/pets/" + name), O_WRONLY | O_CREAT, 0o644)
        #expect(writer >= 0)
        let (sightings, start) = (Sightings(), ContinuousClock.now)
        func look(after seconds: Int) throws -> InboxView {
            try InboxScan(inbox: inbox.layout.inbox, sightings: sightings).look(at: start + .seconds(seconds), stampClock: 0)
        }
        _ = try look(after: 0)
        #expect(try look(after: 5).ready.isEmpty)
        // Every write is a change, so that it comes to rest only after the last.
        #expect(write(writer, "x", 1) == 1)
        _ = try look(after: 50)
        #expect(try look(after: 65).ready.isEmpty)
        close(writer)
        #expect(try look(after: 120).ready.map(\.name) == ["pets"])
    }

    @Test("tells by name what in it is hidden or unfinished")
    func ignored() throws {
        let inbox = try InboxFolder()
        try inbox.dropFolder(Self.pets.merging(["dogs/3.png.part": "w"]) { $1 }, as: "iris/pets")
        #expect(try take(inbox, taker(inbox)).warnings == ["left out, hidden or unfinished: dogs/3.png.part"])
    }

    @Test("tells by name what in it is no file")
    func leftOut() throws {
        let inbox = try InboxFolder()
        try inbox.dropFolder(Self.pets, as: "iris/pets")
        #expect(symlink("/etc/passwd", inbox.path("iris/pets/cats/link.png")) == 0)
        #expect(try take(inbox, taker(inbox)).warnings == ["left out, being no files: cats/link.png (a symbolic link)"])
    }

    @Test("lets it rest where it changed before or while it was read", arguments: [IntakeStep.movedToTaking, .copying])
    func changing(step: IntakeStep) throws {
        let inbox = try InboxFolder()
        try inbox.dropFolder(Self.pets, as: "iris/pets")
        let sightings = Sightings()
        let ready = try inbox.restless(sightings).look().ready
        let taker = IntakeTaker(archive: try Archive(root: inbox.layout.archive), maxBytes: 1 << 20, sightings: sightings) { reached in
            guard reached == step else { return }
            let taking = inbox.path("iris/.taking")
            let folder = try taking + "/" + inbox.names(taking)[0]
            // The walk sees the second file only when it is half through: write where it has been.
            try Data("more".utf8).write(to: URL(filePath: folder + "/cats/0.png"))
        }
        guard step == .copying else {
            #expect(try taker.take(ready) == [.changing(ready[0])])
            #expect(try inbox.names(inbox.layout.archive + "/incoming").isEmpty)
            let resting = try InboxScan(inbox: inbox.layout.inbox, sightings: sightings).look()
            #expect(resting.ready.isEmpty && resting.nextLook != nil)
            let later = try InboxScan(inbox: inbox.layout.inbox, sightings: sightings).look(at: .now + .seconds(2), stampClock: .max)
            #expect(later.ready.map(\.isLeftover) == [true])
            guard case .taken(let taken) = try self.taker(inbox).take(later.ready)[0] else {
                Issue.record("not taken")
                return
            }
            #expect(taken.originalName == "pets.tar" && taken.byteCount == 4 * 1024 + 1024)
            return
        }
        // What came before the first byte was read is in the tar.
        guard case .taken(let taken) = try taker.take(ready)[0] else {
            Issue.record("not taken")
            return
        }
        #expect(taken.byteCount == 4 * 1024 + 1024)
    }

    @Test("takes it once more where somebody went on writing into it before it was removed")
    func late() throws {
        let inbox = try InboxFolder()
        try inbox.dropFolder(Self.pets, as: "iris/pets")
        let taker = try taker(inbox)
        let taken = try take(inbox, taker)
        let folder = try inbox.path("iris/.taking") + "/" + inbox.names(inbox.path("iris/.taking"))[0]
        try Data("more".utf8).write(to: URL(filePath: folder + "/cats/0.png"))
        try taker.finish([taken])
        let again = try take(inbox, taker)
        #expect(again.digest != taken.digest && again.byteCount == taken.byteCount + 1024)
        try taker.finish([again])
        #expect(try inbox.names(inbox.path("iris/.taking")).isEmpty)
    }

    @Test("refuses one that is empty, too large or not readable, and sets it aside whole", arguments: ["empty", "large", "closed"])
    func refused(kind: String) throws {
        guard kind != "closed" || getuid() == 0 else { return }
        let inbox = try InboxFolder()
        try inbox.dropFolder(kind == "empty" ? [:] : Self.pets, as: "iris/pets")
        if kind == "closed" { chmod(inbox.path("iris/pets/dogs/2.png"), 0o600) }
        let ready = try inbox.restless().look().ready
        let taker = try taker(inbox, maxBytes: kind == "large" ? 4095 : 1 << 20)
        let outcome: TakeOutcome
        if kind == "closed" {
            try inbox.makeFolder("iris/.taking")
            chmod(inbox.path("iris/.taking"), 0o777)
            for path in ["iris", "iris/pets"].map(inbox.path) + [inbox.layout.archive + "/incoming"] {
                chown(path, 65534, 65534)
            }
            _ = setfsuid(65534)
            defer { _ = setfsuid(0) }
            outcome = try taker.take(ready)[0]
        } else {
            outcome = try taker.take(ready)[0]
        }
        guard case .refused(let taken, let refusal) = outcome else {
            Issue.record("not refused")
            return
        }
        let words = [
            "empty": "the folder holds no file", "large": "the folder makes a tar of 4096 bytes; at most 4095 are taken",
            "closed": "the file cannot be read: Permission denied",
        ]
        #expect(refusal.what == words[kind])
        #expect(refusal.place == inbox.path("iris/pets") + (kind == "closed" ? "/dogs/2.png" : ""))
        #expect(taken.digest == nil && taken.originalName == "pets.tar")
        try RejectedFolder(root: inbox.layout.rejected).reject(taken, reason: refusal)
        #expect(try inbox.names(inbox.layout.rejected + "/iris") == ["pets", "pets.reason.txt"])
        if kind != "empty" { #expect(try inbox.rejected("iris/pets/cats/1.png") == "meow") }
        #expect(try inbox.names(inbox.path("iris/.taking")).isEmpty)
    }

    @Test("a refused one lies whole with its reason, in the same file system or another", arguments: [nil, "/dev/shm"])
    func rejected(other: String?) throws {
        let inbox = try InboxFolder(rejectedIn: other)
        let rejected = RejectedFolder(root: inbox.layout.rejected)
        for text in ["one", "two", "one"] {
            try inbox.dropFolder(["cats/1.png": text], as: "iris/pets")
            try rejected.reject(take(inbox, taker(inbox)), reason: Refusal(.invalid, what: "no images"))
        }
        #expect(
            try inbox.names(inbox.layout.rejected + "/iris")
                == ["pets", "pets.2", "pets.2.reason.txt", "pets.reason.txt"]
        )
        #expect(try inbox.rejected("iris/pets/cats/1.png") == "one")
        #expect(try inbox.rejected("iris/pets.2/cats/1.png") == "two")
        #expect(try inbox.names(inbox.path("iris/.taking")).isEmpty)
    }

    @Test("one of no model is set aside whole under its folder's name")
    func misplaced() throws {
        let inbox = try InboxFolder()
        try inbox.makeFolder("bad name")
        try inbox.dropFolder(Self.pets, as: "bad name/pets")
        let view = try inbox.restless().look()
        #expect(view.ready.isEmpty)
        let folder = RejectedFolder(root: inbox.layout.rejected)
        #expect(folder.misplaced.isEmpty)
        for misplaced in view.misplaced { try folder.reject(misplaced) }
        #expect(try inbox.rejected("bad name/pets/dogs/2.png") == "wuff")
        let told = folder.misplaced
        #expect(
            told.count == 1
                && told[0].hasSuffix("/bad name/pets: 'bad name' is not a model's name; \(view.misplaced[0].refusal.fix ?? "")"),
            "\(told)"
        )
    }
}

@Suite("Folders coming to rest", .timeLimit(.minutes(5)))
struct FolderSettlingTests {
    private let start = ContinuousClock.now

    /// The kernel's stamps are made to say nothing: the manual clock decides.
    private func look(_ inbox: InboxFolder, _ sightings: Sightings, after seconds: Double) throws -> InboxView {
        try InboxScan(inbox: inbox.layout.inbox, sightings: sightings).look(at: start + .seconds(seconds), stampClock: 0)
    }

    @Test("one that grows rests 2 s after the last change anywhere below it")
    func grows() throws {
        let inbox = try InboxFolder()
        let sightings = Sightings()
        try inbox.dropFolder(["cats/1.png": "x"], as: "iris/pets")
        #expect(try look(inbox, sightings, after: 0).nextLook == .seconds(2))
        #expect(try look(inbox, sightings, after: 1.5).nextLook == .milliseconds(500))
        try inbox.write("y", to: "iris/pets/cats/2.png")
        let changed = try look(inbox, sightings, after: 2)
        #expect(changed.ready.isEmpty && changed.nextLook == .seconds(2))
        #expect(try look(inbox, sightings, after: 3.9).ready.isEmpty)
        #expect(try look(inbox, sightings, after: 4).ready.map(\.name) == ["pets"])
    }

    @Test("one with a file that is being written, or without any, rests 60 s", arguments: [true, false])
    func unseen(isEmpty: Bool) throws {
        let inbox = try InboxFolder()
        let sightings = Sightings()
        try inbox.dropFolder(isEmpty ? [:] : ["cats/1.png": "x"], as: "iris/pets")
        let writer = isEmpty ? nil : OpenWriter(inbox.path("iris/pets/cats/1.png"))
        #expect(try look(inbox, sightings, after: 0).ready.isEmpty)
        #expect(try look(inbox, sightings, after: 59.9).ready.isEmpty)
        #expect(try look(inbox, sightings, after: 60).ready.count == 1)
        withExtendedLifetime(writer) {}
    }

    @Test("one that was moved in is ready at once")
    func moved() async throws {
        let inbox = try InboxFolder()
        let sightings = Sightings()
        let watcher = try InboxWatcher(inbox: inbox.layout.inbox, sightings: sightings, logger: Logger(label: "test"))
        defer { watcher.stop() }
        try inbox.dropFolder(["cats/1.png": "x"], as: "iris/pets")
        for await _ in watcher.wakeUps {
            let view = try InboxScan(inbox: inbox.layout.inbox, sightings: sightings).look(at: .now, stampClock: 0)
            if view.ready.map(\.name) == ["pets"] { return }
        }
        Issue.record("the watcher ended")
    }
}
