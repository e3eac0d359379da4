import Domain
import FakeDaemon
import FoundationEssentials
import Glibc
import LearnCommands
import Testing

@Suite("Putting files into the inbox")
struct InboxPlacementTests {
    /// A folder with an inbox and a file to drop, removed afterwards.
    private static func withFolder(_ body: (_ folder: String, _ placement: InboxPlacement) throws -> Void) throws {
        let folder = FakeDaemon.newFolder()
        defer { FakeDaemon.remove(folder) }
        mkdir(folder + "/inbox", 0o755)
        try write("a,y\n1,x\n", to: folder + "/cases.csv.gz")
        try body(folder, InboxPlacement(inbox: folder + "/inbox", model: ModelName("iris")))
    }

    private static func write(_ text: String, to path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

    private static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/inbox/iris").sorted()
    }

    @Test("shows the daemon nothing but a name that it leaves alone until the file is whole")
    func staged() throws {
        try Self.withFolder { folder, placement in
            let staged = try placement.stage(.file(folder + "/cases.csv.gz"))
            let names = try Self.names(folder)
            #expect(names.count == 1)
            #expect(names.allSatisfy { $0.hasPrefix(".cases.csv.gz.") && $0.hasSuffix(".part") })
            let path = try placement.commit(staged)
            #expect(path == folder + "/inbox/iris/cases.csv.gz")
            #expect(try Self.names(folder) == ["cases.csv.gz"])
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "a,y\n1,x\n")
            #expect(staged.digest == SHA256.hash("a,y\n1,x\n"))
            #expect(staged.byteCount == 8)
        }
    }

    @Test("never writes over a file that still waits: the next takes a number before its endings")
    func noOverwriting() throws {
        try Self.withFolder { folder, placement in
            try Self.write("first", to: folder + "/inbox/iris/cases.csv.gz")
            for _ in 0..<2 { _ = try placement.commit(try placement.stage(.file(folder + "/cases.csv.gz"))) }
            #expect(try Self.names(folder) == ["cases-2.csv.gz", "cases-3.csv.gz", "cases.csv.gz"])
            #expect(try String(contentsOfFile: folder + "/inbox/iris/cases.csv.gz", encoding: .utf8) == "first")
        }
    }

    @Test("copies files larger than a piece byte for byte")
    func large() throws {
        try Self.withFolder { folder, placement in
            let text = String(repeating: "0123456789abcdef", count: 200_000)
            try Self.write(text, to: folder + "/big.csv")
            let staged = try placement.stage(.file(folder + "/big.csv"))
            #expect(staged.digest == SHA256.hash(text))
            #expect(try String(contentsOfFile: placement.commit(staged), encoding: .utf8) == text)
        }
    }

    @Test("takes a copy away that is not wanted any more")
    func discarded() throws {
        try Self.withFolder { folder, placement in
            placement.discard(try placement.stage(.file(folder + "/cases.csv.gz")))
            #expect(try Self.names(folder).isEmpty)
        }
    }

    @Test(
        "leaves nothing behind where a file is refused",
        arguments: [
            ("nowhere.csv", "No such file"), ("inbox", "is neither a file nor a folder"),
            (".hidden.csv", "the inbox leaves files named '.hidden.csv' alone"),
            ("half.csv.part", "the inbox leaves files named 'half.csv.part' alone"), ("draft.csv~", "alone"),
        ])
    func refused(name: String, message: String) throws {
        try Self.withFolder { folder, placement in
            for hidden in [".hidden.csv", "half.csv.part", "draft.csv~"] { try Self.write("a", to: folder + "/" + hidden) }
            let error = #expect(throws: Refusal.self) { try placement.stage(.file(folder + "/" + name)) }
            #expect(error?.description.contains(message) == true)
            #expect(error?.place == folder + "/" + name)
            #expect(try Self.names(folder).isEmpty)
        }
    }

    @Test("names the inbox where it is not one")
    func noInbox() {
        let error = #expect(throws: Refusal.self) { try InboxPlacement(inbox: "/nowhere/inbox", model: ModelName("iris")) }
        #expect(error?.kind == .notFound)
        #expect(error?.description.contains("/nowhere/inbox/iris") == true)
    }
}
