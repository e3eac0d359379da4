import Domain
import FoundationEssentials
import Glibc
import Hashing
import Inbox
import Testing

@_silgen_name("setfsuid") func setfsuid(_ user: UInt32) -> Int32

@Suite("Taking a file")
struct TakerTests {
    private func taker(_ inbox: InboxFolder, maxBytes: Int = 1000, atStep: @escaping @Sendable (IntakeStep) throws -> Void = { _ in })
        throws
        -> IntakeTaker
    {
        IntakeTaker(archive: try Archive(root: inbox.layout.archive), maxBytes: maxBytes, sightings: Sightings(), atStep: atStep)
    }

    @Test(
        "moves it away, archives it under its digest and removes it when it is finished",
        arguments: [0, 1, 255 << 10, 256 << 10, 700_001]
    )
    func road(count: Int) throws {
        let inbox = try InboxFolder()
        let text = String(repeating: "x", count: count)
        try inbox.drop(text, as: "iris/a.csv")
        let taker = try taker(inbox, maxBytes: 1 << 20)
        guard case .taken(let taken) = try taker.take(try inbox.restless().look().ready)[0] else {
            Issue.record("not taken")
            return
        }
        #expect(taken.originalName == "a.csv" && taken.byteCount == count && taken.place == inbox.path("iris/a.csv"))
        #expect(taken.digest == SHA256.hash(text))
        #expect(try inbox.names(inbox.path("iris")) == [".taking"])
        #expect(try Data(contentsOf: URL(filePath: #require(taken.archivePath))) == Data(text.utf8))
        #expect(try inbox.names(inbox.layout.archive + "/incoming").isEmpty)
        try taker.finish([taken])
        #expect(try inbox.names(inbox.path("iris/.taking")).isEmpty)
        try taker.finish([taken])
    }

    @Test("does not touch what replaced it under its name")
    func replaced() throws {
        let inbox = try InboxFolder()
        try inbox.drop("first", as: "iris/a.csv")
        let taker = try taker(inbox)
        guard case .taken(let taken) = try taker.take(try inbox.restless().look().ready)[0] else {
            Issue.record("not taken")
            return
        }
        try inbox.drop("second", as: "iris/a.csv")
        try taker.finish([taken])
        #expect(try inbox.restless().look().ready.map(\.name) == ["a.csv"])
    }

    @Test(
        "lets it rest where it changed before or while it was read",
        arguments: [IntakeStep.movedToTaking, .copying],
        ["longer", "other"]
    )
    func changing(step: IntakeStep, how: String) throws {
        let inbox = try InboxFolder()
        try inbox.write("12345", to: "iris/a.csv")
        let sightings = Sightings()
        let ready = try inbox.restless(sightings).look().ready
        let taker = IntakeTaker(archive: try Archive(root: inbox.layout.archive), maxBytes: 100, sightings: sightings) { reached in
            guard reached == step else { return }
            let taking = inbox.path("iris/.taking")
            let descriptor = open(try taking + "/" + inbox.names(taking)[0], O_WRONLY | (how == "longer" ? O_APPEND : 0))
            defer { close(descriptor) }
            let before = try Tick.now(in: inbox.root)
            while try Tick.now(in: inbox.root) == before {}
            #expect(write(descriptor, "6", 1) == 1)
        }
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
        #expect(taken.originalName == "a.csv" && taken.digest == SHA256.hash(how == "longer" ? "123456" : "62345"))
    }

    @Test("gives it up where its owner took it back")
    func vanished() throws {
        let inbox = try InboxFolder()
        try inbox.write("x", to: "iris/a.csv")
        let ready = try inbox.restless().look().ready
        try FileManager.default.removeItem(atPath: inbox.path("iris/a.csv"))
        #expect(try taker(inbox).take(ready) == [.vanished(ready[0])])
    }

    @Test("refuses it unread where it is over the bound")
    func tooLarge() throws {
        let inbox = try InboxFolder()
        try inbox.write("12345", to: "iris/a.csv")
        guard case .refused(let taken, let refusal) = try taker(inbox, maxBytes: 4).take(try inbox.restless().look().ready)[0] else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.kind == .tooLarge && refusal.what == "the file has 5 bytes; at most 4 are taken")
        #expect(taken.digest == nil && taken.archivePath == nil)
        try RejectedFolder(root: inbox.layout.rejected).reject(taken, reason: refusal)
        #expect(try inbox.names(inbox.layout.rejected + "/iris") == ["a.csv", "a.csv.reason.txt"])
    }

    @Test("does not follow a link that was put in its place")
    func swapped() throws {
        let inbox = try InboxFolder()
        try inbox.write("x", to: "iris/a.csv")
        let ready = try inbox.restless().look().ready
        try FileManager.default.removeItem(atPath: inbox.path("iris/a.csv"))
        #expect(symlink("/etc/passwd", inbox.path("iris/a.csv")) == 0)
        guard case .vanished = try taker(inbox).take(ready)[0] else {
            Issue.record("something was done with it")
            return
        }
        // It went back, and is left alone as links are.
        #expect(try inbox.names(inbox.path("iris")) == [".taking", "a.csv"])
        #expect(try inbox.restless().look().remarks.map(\.what) == ["this is a symbolic link, neither file nor folder; it is left alone"])
    }

    @Test("says what to do where it may not be read or taken", .enabled(if: getuid() == 0, "needs another user to be"))
    func permissions() throws {
        let nobody: UInt32 = 65534
        let inbox = try InboxFolder()
        let taker = try taker(inbox)
        for name in ["iris/secret.csv", "iris/fine.csv"] { try inbox.write(name, to: name) }
        chmod(inbox.path("iris/secret.csv"), 0o600)
        try inbox.makeFolder("closed")
        try inbox.write("x", to: "closed/a.csv")
        chmod(inbox.path("closed"), 0o755)
        for path in [inbox.path("iris"), inbox.layout.archive, inbox.layout.archive + "/incoming"] { chown(path, nobody, nobody) }
        try inbox.makeFolder("iris/.taking")
        chmod(inbox.path("iris/.taking"), 0o777)
        let ready = try inbox.restless().look().ready

        _ = setfsuid(nobody)
        defer { _ = setfsuid(0) }
        var told: [String: String] = [:]
        for outcome in try taker.take(ready) {
            switch outcome {
            case .refused(let file, let refusal): told[file.originalName] = refusal.what
            case .taken(let file): told[file.originalName] = "taken"
            case .stuck(let file, let refusal): told[file.name] = refusal.what
            default: break
            }
        }
        #expect(
            told == [
                "secret.csv": "the daemon cannot read the file: Permission denied", "fine.csv": "taken",
                "a.csv": "the folder cannot be made: Permission denied",
            ]
        )
    }

    @Test("neither takes nor gives files where somebody has put a link, or a folder of his, for `.taking`", arguments: ["link", "folder"])
    func foreignTaking(kind: String) throws {
        guard kind == "link" || getuid() == 0 else { return }
        let inbox = try InboxFolder()
        try inbox.write("x", to: "iris/a.csv")
        let precious = inbox.root + "/precious"
        try FileManager.default.createDirectory(atPath: precious, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(filePath: precious + "/file"))
        let taking = inbox.path("iris/.taking")
        if kind == "link" {
            #expect(symlink(precious, taking) == 0)
        } else {
            #expect(rename(precious, taking) == 0 && chown(taking, 65534, 65534) == 0)
        }
        let sightings = Sightings()
        let view = try inbox.restless(sightings).look()
        #expect(view.ready.map(\.isLeftover) == [false])
        #expect(view.remarks.map(\.what) == ["'.taking' is not a folder of the daemon's user; nothing is taken here"])
        guard case .stuck(_, let refusal) = try taker(inbox).take(view.ready)[0] else {
            Issue.record("not stuck")
            return
        }
        #expect(refusal.fix == "remove it")
        #expect(try inbox.names(taking) == ["file"])
    }

    @Test("keeps order and names in `.taking`, very long ones shortened in the middle")
    func longNames() throws {
        let inbox = try InboxFolder()
        let long = String(repeating: "n", count: 247) + ".csv.gz"
        try inbox.write("x", to: "iris/" + long)
        let taker = try taker(inbox) { if $0 == .movedToTaking { throw Killed() } }
        #expect(throws: Killed.self) { try taker.take(try inbox.restless().look().ready) }
        let leftover = try #require(try inbox.restless().look().ready.first)
        #expect(leftover.isLeftover && leftover.name.hasSuffix("nnn.csv.gz") && leftover.name.count == 223)
    }
}

@Suite("Archive")
struct ArchiveTests {
    @Test("replaces a damaged file by a sound copy")
    func heals() throws {
        let inbox = try InboxFolder()
        let archive = try Archive(root: inbox.layout.archive)
        let taker = IntakeTaker(archive: archive, maxBytes: 100, sightings: Sightings())
        let digest = SHA256.hash("x")
        try inbox.write("x", to: "iris/a.csv")
        _ = try taker.take(try inbox.restless().look().ready)
        try archive.verify(digest)

        chmod(archive.path(of: digest), 0o640)
        try Data("y".utf8).write(to: URL(filePath: archive.path(of: digest)))
        let refusal = #expect(throws: Refusal.self) { try archive.verify(digest) }
        #expect(refusal?.place == archive.path(of: digest))
        try inbox.write("x", to: "iris/b.csv")
        _ = try taker.take(try inbox.restless().look().ready.filter { !$0.isLeftover })
        try archive.verify(digest)
    }

    @Test("says what it does not have, and sweeps what was not finished")
    func sweep() throws {
        let inbox = try InboxFolder()
        let archive = try Archive(root: inbox.layout.archive)
        #expect(throws: Refusal.self) { try archive.verify(SHA256.hash("none")) }
        #expect(!archive.contains(SHA256.hash("none")))
        try Data("half".utf8).write(to: URL(filePath: inbox.layout.archive + "/incoming/1-1"))
        try archive.sweepIncoming()
        #expect(try inbox.names(inbox.layout.archive + "/incoming").isEmpty)
    }

    @Test("a disk under its floor is told")
    func noRoom() throws {
        let refusal = #expect(throws: Refusal.self) { try DiskSpace.require(.max, at: "/") }
        #expect(refusal?.kind == .unavailable && refusal?.what.contains("under the floor") == true)
        try DiskSpace.require(1, at: "/")
        #expect(try DiskSpace.free("/") > 0)
    }
}

@Suite("Rejected files")
struct RejectedTests {
    private let reason = Refusal(.invalid, what: "column 'a' is missing", at: "inbox/iris/a.csv:1", fix: "add it")

    private func taken(_ text: String, _ inbox: InboxFolder, name: String = "a.csv") throws -> TakenFile {
        try inbox.drop(text, as: "iris/" + name)
        let taker = IntakeTaker(archive: try Archive(root: inbox.layout.archive), maxBytes: 100, sightings: Sightings())
        guard case .taken(let taken)? = try taker.take(try inbox.restless().look().ready.filter { !$0.isLeftover }).first else {
            throw Refusal(.failed, what: "not taken")
        }
        return taken
    }

    @Test("lie with their reason and rows, in the same file system or another", arguments: [nil, "/dev/shm"])
    func reject(other: String?) throws {
        let inbox = try InboxFolder(rejectedIn: other)
        let rows = [RefusedRow(line: 3, reason: "not a number", excerpt: "1,\"x\",\"multi\nline\"")]
        let place = try RejectedFolder(root: inbox.layout.rejected).reject(taken("bad", inbox), reason: reason, rows: rows)
        #expect(place == inbox.layout.rejected + "/iris/a.csv")
        #expect(try inbox.names(inbox.layout.rejected + "/iris") == ["a.csv", "a.csv.reason.txt", "a.csv.rows.csv"])
        #expect(try inbox.rejected("iris/a.csv") == "bad")
        #expect(
            try inbox.rejected("iris/a.csv.reason.txt") == """
                what:  column 'a' is missing
                where: inbox/iris/a.csv:1
                fix:   add it
                sha256: \(SHA256.hash("bad"))

                """
        )
        #expect(
            try inbox.rejected("iris/a.csv.rows.csv") == """
                line,reason,excerpt
                3,"not a number","1,""x"",""multi
                line\"\"\"

                """
        )
        #expect(try inbox.names(inbox.path("iris/.taking")).isEmpty)
    }

    @Test("get a number where another has their name, and none where it is the same again")
    func names() throws {
        let inbox = try InboxFolder()
        let rejected = RejectedFolder(root: inbox.layout.rejected)
        for text in ["one", "two", "one", "three"] { try rejected.reject(taken(text, inbox), reason: reason) }
        let files = try inbox.names(inbox.layout.rejected + "/iris").filter { !$0.hasSuffix(".reason.txt") }
        #expect(files == ["a.csv", "a.csv.2", "a.csv.3"])
        #expect(try inbox.rejected("iris/a.csv.2") == "two")
    }

    @Test("of one name are not all compared where they are many")
    func manyNames() throws {
        let inbox = try InboxFolder()
        let rejected = RejectedFolder(root: inbox.layout.rejected)
        for number in 1...40 { try rejected.reject(taken("text \(number)", inbox), reason: reason) }
        // The last once more, as after a kill between reason and file.
        try rejected.reject(taken("text 40", inbox), reason: reason)
        let files = try inbox.names(inbox.layout.rejected + "/iris").filter { !$0.hasSuffix(".reason.txt") }
        #expect(Set(files) == Set(["a.csv"] + (2...40).map { "a.csv.\($0)" }))
        #expect(try inbox.rejected("iris/a.csv.40") == "text 40")
    }

    @Test("of very long names keep their endings, and are cut between letters", arguments: [".csv", ".csv.gz", ".unknown"])
    func longNames(ending: String) throws {
        let inbox = try InboxFolder()
        let name = String(repeating: "日", count: (255 - ending.utf8.count) / 3) + ending
        for text in ["one", "two"] {
            try RejectedFolder(root: inbox.layout.rejected).reject(
                taken(text, inbox, name: name),
                reason: reason,
                rows: [RefusedRow(line: 1, reason: "r", excerpt: "e")]
            )
        }
        let names = try inbox.names(inbox.layout.rejected + "/iris")
        #expect(names.count == 6)
        #expect(names.allSatisfy { $0.hasPrefix("日日日") && $0.utf8.count <= 255 && !$0.contains("\u{FFFD}") })
        #expect(names.contains { $0.hasSuffix("日" + ending) } && names.contains { $0.hasSuffix(ending + ".2.reason.txt") })
    }

    @Test("tell nothing that steers a terminal, whatever their names and rows hold")
    func printable() throws {
        let inbox = try InboxFolder()
        let evil = "\u{1B}[2J\u{9B}31m\u{202E}gpj\u{7}"
        try RejectedFolder(root: inbox.layout.rejected).reject(
            taken("x", inbox, name: "a.csv"),
            reason: Refusal(.invalid, what: "column '\(evil)' is wrong", at: "iris/\(evil).csv", fix: "mend \(evil)"),
            rows: [RefusedRow(line: 1, reason: "holds '\(evil)'", excerpt: "1\t\(evil)")]
        )
        for file in ["a.csv.reason.txt", "a.csv.rows.csv"] {
            let text = try inbox.rejected("iris/\(file)")
            #expect(!text.unicodeScalars.contains { $0.steers && $0 != "\n" && $0 != "\t" }, "\(file): \(text.debugDescription)")
        }
        #expect(try inbox.rejected("iris/a.csv.rows.csv").contains("\"1\t\u{FFFD}[2J"))
    }

    @Test("that cannot be read stay beside the inbox's folder where the rejected folder is on another file system")
    func keptAside() throws {
        let inbox = try InboxFolder(rejectedIn: "/dev/shm")
        try inbox.write("12345", to: "iris/a.csv")
        let taker = IntakeTaker(archive: try Archive(root: inbox.layout.archive), maxBytes: 4, sightings: Sightings())
        guard case .refused(let taken, let refusal) = try taker.take(try inbox.restless().look().ready)[0] else {
            Issue.record("not refused")
            return
        }
        #expect(try RejectedFolder(root: inbox.layout.rejected).reject(taken, reason: refusal) == inbox.path("iris/.rejected/a.csv"))
        #expect(try inbox.names(inbox.layout.rejected + "/iris") == ["a.csv.reason.txt"])
        #expect(try inbox.restless().look().ready.isEmpty)
    }

    @Test("of no model lie under their folder's name, or at the top")
    func misplaced() throws {
        let inbox = try InboxFolder()
        try inbox.write("x", to: "a.csv")
        try inbox.makeFolder("bad name")
        try inbox.write("y", to: "bad name/b.csv")
        let rejected = RejectedFolder(root: inbox.layout.rejected)
        for misplaced in try inbox.restless().look().misplaced { try rejected.reject(misplaced) }
        #expect(try inbox.rejected("a.csv") == "x")
        #expect(try inbox.rejected("a.csv.reason.txt").contains("put it into inbox/<model>/"))
        #expect(try inbox.rejected("bad name/b.csv") == "y")
        #expect(try inbox.restless().look().misplaced.isEmpty)
    }

    @Test("rows of an accepted file are written once, and another file's beside them")
    func rows() throws {
        let inbox = try InboxFolder()
        let rejected = RejectedFolder(root: inbox.layout.rejected)
        let file = try taken("x", inbox)
        let rows = [RefusedRow(line: 3, reason: "not a number", excerpt: "x")]
        let first = try rejected.writeRows(rows, of: file)
        let again = try rejected.writeRows(rows, of: file)
        #expect(first.isNew && !again.isNew && first.place == again.place && first.place.hasSuffix("/rejected/iris/a.csv.rows.csv"))
        let other = try rejected.writeRows([RefusedRow(line: 4, reason: "not a number", excerpt: "x")], of: file)
        #expect(other.isNew && other.place.hasSuffix("/rejected/iris/a.csv.2.rows.csv"))
        #expect(try inbox.names(inbox.layout.rejected + "/iris") == ["a.csv.2.rows.csv", "a.csv.rows.csv"])
    }
}
