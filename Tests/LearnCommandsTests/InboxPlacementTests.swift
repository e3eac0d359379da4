import Domain
import FakeDaemon
import FoundationEssentials
import Glibc
import Hashing
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

    @Test("ended before any file has its name leaves nothing; between two says how many are dropped, and removes the other copies")
    func ended() throws {
        for committed in 0...2 {
            let folder = FakeDaemon.newFolder()
            defer { FakeDaemon.remove(folder) }
            mkdir(folder + "/inbox", 0o755)
            for day in 1...3 { try Self.write("a,y\n1,x\n", to: folder + "/day\(day).csv") }
            let parts = PartFiles()
            let placement = try InboxPlacement(inbox: folder + "/inbox", model: ModelName("iris"), parts: parts)
            let staged = try placement.stage(all: (1...3).map { .file(folder + "/day\($0).csv") })
            for copy in staged.prefix(committed) { _ = try placement.commit(copy.copy) }
            let said = parts.end()
            switch committed {
            case 0: #expect(said == "nothing was dropped")
            case 1: #expect(said == "1 file dropped already; see 'learnctl batches'")
            default: #expect(said == "2 files dropped already; see 'learnctl batches'")
            }
            #expect(Self.hasModelFolder(folder) == (committed > 0))
            if committed > 0 { #expect(try Self.names(folder) == (1...committed).map { "day\($0).csv" }) }
            #expect(throws: Refusal.self, "copies go on being made") { try placement.stage(.file(folder + "/day1.csv")) }
        }
    }

    private static func write(_ text: String, to path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

    private static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/inbox/iris").sorted()
    }

    private static func hasModelFolder(_ folder: String) -> Bool { access(folder + "/inbox/iris", F_OK) == 0 }

    @Test("shows the daemon nothing but a name that it leaves alone until the file is whole")
    func staged() throws {
        try Self.withFolder { folder, placement in
            let staged = try placement.stage(.file(folder + "/cases.csv.gz"))
            let names = try Self.names(folder)
            #expect(names.count == 1)
            #expect(names.allSatisfy { $0.hasPrefix(".drop-") && $0.hasSuffix(".part") && $0.utf8.count < 32 })
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
            mkdir(folder + "/inbox/iris", 0o755)
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
            ("nowhere.csv", "No such file"), ("pipe.csv", "is neither a file nor a folder"),
            (".hidden.csv", "the inbox leaves files named '.hidden.csv' alone"),
            ("half.csv.part", "the inbox leaves files named 'half.csv.part' alone"), ("draft.csv~", "alone"),
            ("cases.xlsx", "the file is an Excel workbook; save it as CSV"),
            ("cases.doc", "unknown file extension; rename it to end in one of .csv .tsv"),
        ]
    )
    func refused(name: String, message: String) throws {
        try Self.withFolder { folder, placement in
            for name in [".hidden.csv", "half.csv.part", "draft.csv~", "cases.xlsx", "cases.doc"] {
                try Self.write("a", to: folder + "/" + name)
            }
            #expect(mkfifo(folder + "/pipe.csv", 0o600) == 0)
            let error = #expect(throws: Refusal.self) { try placement.stage(.file(folder + "/" + name)) }
            #expect(error?.description.contains(message) == true)
            #expect(error?.place == folder + "/" + name)
            #expect(!Self.hasModelFolder(folder))
        }
    }

    @Test("names the inbox where it is not one")
    func noInbox() throws {
        try Self.withFolder { folder, _ in
            let placement = try InboxPlacement(inbox: "/nowhere/inbox", model: ModelName("iris"))
            let error = #expect(throws: Refusal.self) { try placement.stage(.file(folder + "/cases.csv.gz")) }
            #expect(error?.kind == .notFound)
            #expect(error?.description.contains("/nowhere/inbox/iris") == true)
        }
    }

    @Test("refuses a model whose folder the inbox would leave alone", arguments: ["a.part", "a.lock"])
    func ignoredModel(name: String) {
        let error = #expect(throws: Refusal.self) { try InboxPlacement(inbox: "/inbox", model: ModelName(name)) }
        #expect(error?.what == "the inbox leaves folders named '\(name)' alone, as unfinished ones")
    }

    @Test("takes names of up to 255 bytes, with a number where one waits already", arguments: ["n", "日", "é"])
    func longNames(letter: String) throws {
        try Self.withFolder { folder, placement in
            let name = String(repeating: letter, count: (255 - 7) / letter.utf8.count) + ".csv.gz"
            try Self.write("a,y\n1,x\n", to: folder + "/" + name)
            for _ in 0..<12 { _ = try placement.commit(try placement.stage(.file(folder + "/" + name))) }
            let names = try Self.names(folder)
            #expect(names.count == 12 && names.contains(name))
            #expect(names.allSatisfy { $0.utf8.count <= 255 && $0.hasSuffix(".csv.gz") && !$0.contains("\u{FFFD}") })
            #expect(names.contains { $0.hasSuffix("-12.csv.gz") })
        }
    }

    @Test("a folder's name may be as long")
    func longFolder() throws {
        try Self.withFolder { folder, placement in
            let name = String(repeating: "日", count: 85)
            mkdir(folder + "/" + name, 0o755)
            try Self.write("x", to: folder + "/" + name + "/1.png")
            let path = try placement.commit(try placement.stage(.folder(folder + "/" + name)))
            #expect(path.hasSuffix("日.tar"))
        }
    }
}
