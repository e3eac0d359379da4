import Domain
import FakeDaemon
import FoundationEssentials
import Glibc
import Hashing
import LearnCommands
import Files
import Testing

@Suite("What is dropped")
struct DropSourceTests {
    private static func withFolder(_ files: [String], _ body: (_ folder: String, _ placement: InboxPlacement) throws -> Void) throws {
        let folder = FakeDaemon.newFolder()
        defer { FakeDaemon.remove(folder) }
        mkdir(folder + "/inbox", 0o755)
        for name in files {
            let place = URL(filePath: folder + "/" + name)
            try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("content of \(name)".utf8).write(to: place)
        }
        try body(folder, InboxPlacement(inbox: folder + "/inbox", model: ModelName("iris")))
    }

    @Test("a folder becomes the tar that the daemon makes of it", arguments: ["", "/"])
    func folder(ending: String) throws {
        try Self.withFolder(["pets/cats/1.png", "pets/dogs/1.png"]) { folder, placement in
            let sources = try DropSource.sources([folder + "/pets" + ending])
            #expect(sources == [.folder(folder + "/pets" + ending)])
            let staged = try placement.stage(sources[0])
            let daemons = try #require(try FolderPacker.pack(RawPath(folder + "/pets"), to: nil, at: RawPath("")))
            #expect(staged.digest == daemons.digest && staged.byteCount == daemons.byteCount && staged.remark == nil)
            let path = try placement.commit(staged)
            #expect(path == folder + "/inbox/iris/pets.tar")
            #expect(SHA256.hash([UInt8](try Data(contentsOf: URL(filePath: path)))) == staged.digest)
        }
    }

    @Test("a link to a folder stands for it, links inside are left out by name")
    func links() throws {
        try Self.withFolder(["pets/cats/1.png"]) { folder, placement in
            #expect(symlink("pets", folder + "/animals") == 0)
            #expect(symlink("/etc/passwd", folder + "/pets/cats/2.png") == 0)
            let staged = try placement.stage(.folder(folder + "/animals"))
            #expect(staged.remark == "left out, being no files: cats/2.png (a symbolic link)")
            #expect(try placement.commit(staged).hasSuffix("/animals.tar"))
        }
    }

    @Test("a pair of IDX files becomes one tar, wherever the two lay and in whichever order they are named", arguments: [true, false])
    func pair(imagesFirst: Bool) throws {
        let names = ["a/train-images-idx3-ubyte.gz", "b/train-labels-idx1-ubyte.gz"]
        try Self.withFolder(names + ["day.csv"]) { folder, placement in
            let paths = names.map { folder + "/" + $0 }
            let sources = try DropSource.sources([
                imagesFirst ? paths[0] : paths[1], folder + "/day.csv", imagesFirst ? paths[1] : paths[0],
            ])
            #expect(sources == [.pair(images: paths[0], labels: paths[1]), .file(folder + "/day.csv")])
            let staged = try placement.stage(sources[0])
            mkdir(folder + "/both", 0o755)
            for path in paths { rename(path, folder + "/both/" + (path.split(separator: "/").last.map(String.init) ?? "")) }
            #expect(staged.digest == (try FolderPacker.pack(RawPath(folder + "/both"), to: nil, at: RawPath("")))?.digest)
            #expect(try placement.commit(staged).hasSuffix("/inbox/iris/train-idx.tar"))
        }
    }

    @Test(
        "half a pair is no use: the other is named",
        arguments: [
            (
                "train-images-idx3-ubyte.gz",
                "'train-images-idx3-ubyte.gz' holds IDX images; name its labels too ('train-labels-idx1-ubyte.gz')"
            ),
            ("train-labels.idx1-ubyte", "'train-labels.idx1-ubyte' holds IDX labels; name its images too ('train-images.idx3-ubyte')"),
        ]
    )
    func half(name: String, message: String) {
        let error = #expect(throws: UsageError.self) {
            try DropSource.sources(["day.csv", name, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
        }
        #expect(error?.description == message)
    }

    @Test("an empty folder leaves nothing behind and says what is wrong with it")
    func empty() throws {
        try Self.withFolder(["pets/.hidden"]) { folder, placement in
            let error = #expect(throws: Refusal.self) { try placement.stage(.folder(folder + "/pets")) }
            #expect(error?.what == "the folder holds no file" && error?.place == folder + "/pets")
            #expect(access(folder + "/inbox/iris", F_OK) != 0)
        }
    }
}
