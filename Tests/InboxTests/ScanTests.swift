import Domain
import FoundationEssentials
import Glibc
import Inbox
import Files
import Testing

@Suite("Looking into the inbox")
struct ScanTests {
    @Test("gives files of all models by change time, then name")
    func order() throws {
        let inbox = try InboxFolder()
        try inbox.makeFolder("digits")
        for name in ["iris/c.csv", "digits/b.csv", "iris/a.csv"] {
            // Change times come from the kernel's coarse clock: wait until it has ticked.
            let before = try Tick.now(in: inbox.root)
            while try Tick.now(in: inbox.root) == before {}
            try inbox.write(name, to: name)
        }
        let view = try inbox.restless().look()
        #expect(view.ready.map(\.name) == ["c.csv", "b.csv", "a.csv"])
        #expect(view.ready.map { $0.model?.text } == ["iris", "digits", "iris"])
        #expect(view.nextLook == nil && view.misplaced.isEmpty && view.remarks.isEmpty)
    }

    @Test("orders files of one moment by name")
    func sameMoment() throws {
        let inbox = try InboxFolder()
        let names = ["b", "a", "c"]
        for name in names { try inbox.write(name, to: "iris/" + name) }
        for _ in 0..<100_000 {
            // Three calls that change nothing but the time: soon all three fall into one tick, however busy the machine is.
            for name in names { #expect(chmod(inbox.path("iris/" + name), 0o644) == 0) }
            let stamps = try names.map { try Tick.of(inbox.path("iris/" + $0)) }
            if Set(stamps).count == 1 {
                #expect(try inbox.restless().look().ready.map(\.name) == ["a", "b", "c"])
                return
            }
        }
        Issue.record("no three files got the same change time")
    }

    @Test(
        "passes over names of files that are not done",
        arguments: [
            ".hidden", "a.csv.tmp", "a.csv.part", "a.csv.filepart", ".a.csv.swp", "a.csv.swp", "a.csv~", "~$a.csv", "a.csv.crdownload",
        ]
    )
    func ignored(name: String) throws {
        let inbox = try InboxFolder()
        try inbox.write("x", to: "iris/" + name)
        let view = try inbox.restless().look()
        #expect(view.ready.isEmpty && view.remarks.isEmpty && view.misplaced.isEmpty && view.nextLook == nil)
    }

    @Test("gives a client's unfinished copy to be removed after a day, not before, and no other's")
    func abandoned() throws {
        let inbox = try InboxFolder()
        let copy = PartName.make()
        for name in [copy, ".drop-.part", "a.csv.part", ".drop-notes.csv"] { try inbox.write("half", to: "iris/" + name) }
        try inbox.makeFolder("iris/" + PartName.make())
        #expect(symlink("a.csv.part", inbox.path("iris/" + PartName.make())) == 0)
        let written = try Tick.of(inbox.path("iris/" + copy))
        let scan = inbox.restless()
        let soon = try scan.look(at: .now, stampClock: written + 60_000_000_000)
        #expect(soon.abandoned.isEmpty && soon.nextLook == AbandonedCopy.age - .seconds(60))
        let later = try scan.look(at: .now, stampClock: written + 24 * 3600 * 1_000_000_000)
        #expect(later.abandoned.count == 1)

        let road = try Road(inbox)
        let before = try inbox.names(inbox.path("iris"))
        let said = road.taker.sweep(later.abandoned)
        #expect(said.count == 1 && said[0].contains("iris/\(copy), left unfinished by a 'learnctl drop' that was killed"))
        #expect(try inbox.names(inbox.path("iris")) == before.filter { $0 != copy })
        #expect(road.taker.sweep(later.abandoned).isEmpty, "said again")
    }

    @Test("leaves what is neither file nor folder alone and says so once", arguments: ["a FIFO", "a symbolic link", "a socket"])
    func strange(kind: String) throws {
        let inbox = try InboxFolder()
        let path = inbox.path("iris/a.csv")
        func make() throws {
            switch kind {
            case "a FIFO": #expect(mkfifo(path, 0o644) == 0)
            case "a symbolic link": #expect(symlink("/etc/passwd", path) == 0)
            default: #expect(mknod(path, S_IFSOCK | 0o644, 0) == 0)
            }
        }
        try make()
        let sightings = Sightings()
        let first = try inbox.restless(sightings).look()
        #expect(first.ready.isEmpty)
        #expect(first.remarks.map(\.what) == ["this is \(kind), neither file nor folder; it is left alone"])
        #expect(first.remarks.first?.place == path)
        #expect(try inbox.restless(sightings).look().remarks.isEmpty, "said once")

        try FileManager.default.removeItem(atPath: path)
        _ = try inbox.restless(sightings).look()
        try make()
        #expect(try inbox.restless(sightings).look().remarks.count == 1, "said again of another one")
    }

    @Test("finds files that no model can have, with a reason how to do it")
    func misplaced() throws {
        let inbox = try InboxFolder()
        try inbox.write("x", to: "a.csv")
        try inbox.makeFolder("-bad name")
        try inbox.write("x", to: "-bad name/b.csv")
        let view = try inbox.restless().look()
        #expect(view.ready.isEmpty)
        #expect(view.misplaced.map(\.file.name) == ["b.csv", "a.csv"])
        #expect(view.misplaced.first?.refusal.what == "'-bad name' is not a model's name")
        #expect(view.misplaced.last?.refusal.fix == "put it into inbox/<model>/, making that folder if need be")
    }

    @Test("gives files of any name, UTF-8 or not")
    func anyName() throws {
        let inbox = try InboxFolder()
        let raw: [CChar] = (inbox.path("iris/") + "caf").utf8CString.dropLast() + [CChar(bitPattern: 0xE9), 10, 0]
        let descriptor = open(raw, O_CREAT | O_WRONLY, 0o644)
        #expect(descriptor >= 0)
        close(descriptor)
        let view = try inbox.restless().look()
        #expect(view.ready.map(\.name) == ["caf\u{FFFD}\n"])
        let taker = IntakeTaker(archive: try Archive(root: inbox.layout.archive), maxBytes: 100, sightings: Sightings())
        guard case .taken(let taken) = try taker.take(view.ready)[0] else {
            Issue.record("not taken")
            return
        }
        #expect(
            try RejectedFolder(root: inbox.layout.rejected).reject(taken, reason: Refusal(.invalid, what: "empty")).hasSuffix(
                "caf\u{FFFD}\n"
            )
        )
        #expect(try inbox.restless().look().ready.isEmpty)
    }

    @Test("says of an inbox that is not there which it is")
    func noInbox() throws {
        let refusal = #expect(throws: Refusal.self) { try InboxScan(inbox: "/nonexistent/inbox", sightings: Sightings()).look() }
        #expect(refusal?.place == "/nonexistent/inbox")
    }
}

@Suite("Settling")
struct SettlingTests {
    private let start = ContinuousClock.now

    private func look(_ inbox: InboxFolder, _ sightings: Sightings, after seconds: Double, stamps: Bool = false) throws -> InboxView {
        // The kernel's stamps are of real time; unless asked for, they are made to say nothing, so that the manual clock decides.
        try InboxScan(inbox: inbox.layout.inbox, sightings: sightings).look(
            at: start + .seconds(seconds),
            stampClock: stamps ? try Tick.now(in: inbox.root) + Int64(seconds * 1e9) : 0
        )
    }

    @Test("a file that somebody writes rests 60 s where nothing is known of it")
    func unseen() throws {
        let inbox = try InboxFolder()
        let sightings = Sightings()
        let writer = OpenWriter(inbox.path("iris/a.csv"))
        let first = try look(inbox, sightings, after: 0)
        #expect(first.ready.isEmpty && first.nextLook == .seconds(2))
        #expect(try look(inbox, sightings, after: 3).nextLook == .seconds(2), "asks again whether it is still open")
        #expect(try look(inbox, sightings, after: 59.5).nextLook == .milliseconds(500))
        writer.write("more")
        #expect(try look(inbox, sightings, after: 59.9).ready.isEmpty, "a change begins the rest anew")
        #expect(try look(inbox, sightings, after: 119).ready.isEmpty)
        #expect(try look(inbox, sightings, after: 120).ready.count == 1)
    }

    @Test("a file that certainly nobody writes rests 2 s")
    func lease() throws {
        let inbox = try InboxFolder()
        let sightings = Sightings()
        try inbox.write("x", to: "iris/a.csv")
        #expect(try look(inbox, sightings, after: 0).nextLook == .seconds(2))
        #expect(try look(inbox, sightings, after: 1.9).ready.isEmpty)
        #expect(try look(inbox, sightings, after: 2).ready.count == 1)
    }

    @Test("a file that has lain there since before the daemon began is taken at once")
    func old() throws {
        let inbox = try InboxFolder()
        let writer = OpenWriter(inbox.path("iris/a.csv"))
        #expect(try look(inbox, Sightings(), after: 61, stamps: true).ready.count == 1)
        #expect(try look(inbox, Sightings(), after: 50, stamps: true).ready.isEmpty)
        withExtendedLifetime(writer) {}
    }

    @Test(
        "a name of unknown ending rests 60 s, however it came: programs write under such a name, check, and rename",
        arguments: ["iris/cases.csv.8F2b6cA1", "iris/cases.xlsx", "iris/sed3kQ9", "cases.csv.8F2b6cA1"],
        ["written", "closed", "moved"]
    )
    func unknownEnding(name: String, how: String) throws {
        let inbox = try InboxFolder()
        let sightings = Sightings()
        try inbox.write("x", to: name)
        switch how {
        case "closed": sightings.note(.closed(start), RawPath(inbox.path(name)), at: start)
        case "moved": sightings.note(.moved, RawPath(inbox.path(name)), at: start)
        default: break
        }
        for seconds in [0, 2, 59.5] {
            let view = try look(inbox, sightings, after: seconds)
            #expect(view.ready.isEmpty && view.misplaced.isEmpty && view.remarks.isEmpty && view.nextLook == .seconds(60 - seconds))
        }
        let view = try look(inbox, sightings, after: 60)
        #expect(view.ready.count + view.misplaced.count == 1, "then it is refused as ever")
    }

    @Test("a file that gets its right name is taken as any that was moved in")
    func renamed() throws {
        let inbox = try InboxFolder()
        let sightings = Sightings()
        try inbox.write("x", to: "iris/cases.csv.8F2b6cA1")
        #expect(try look(inbox, sightings, after: 5).ready.isEmpty)
        #expect(rename(inbox.path("iris/cases.csv.8F2b6cA1"), inbox.path("iris/cases.csv")) == 0)
        sightings.note(.moved, RawPath(inbox.path("iris/cases.csv")), at: start + .seconds(5))
        #expect(try look(inbox, sightings, after: 5).ready.map(\.name) == ["cases.csv"])
    }

    @Test("a change time in the future says nothing")
    func clockSetBack() throws {
        let inbox = try InboxFolder()
        try inbox.write("x", to: "iris/a.csv")
        #expect(try look(inbox, Sightings(), after: -3600, stamps: true).nextLook == .seconds(2))
    }
}

/// The kernel's clock for change times, read where it is written.
enum Tick {
    static func of(_ path: String) throws -> Int64 {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw Refusal(.failed, what: "stat: \(errno)", at: path) }
        return Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    }

    static func now(in folder: String) throws -> Int64 {
        let probe = folder + "/.tick-probe"
        let descriptor = open(probe, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0o600)
        close(descriptor)
        defer { unlink(probe) }
        return try of(probe)
    }
}
