import Domain
import FoundationEssentials
import Glibc
import Files
import Hashing
import Testing

@Suite("A folder as a tar")
struct FolderPackerTests {
    private static let files = ["dogs/1.png": "woof", "cats/2.png": "", "cats/1.png": String(repeating: "m", count: 513), "cats-x": "x"]

    @Test("has the same bytes whatever the folder's name, times, rights and order of writing")
    func canonical() throws {
        let one = try PlainFolder(Self.files)
        let first = try #require(try one.packed())
        let other = try PlainFolder()
        for (path, text) in Self.files.sorted(by: { $0.key > $1.key }) { try other.write(text, to: path) }
        chmod(other.root + "/dogs/1.png", 0o600)
        var times = [timespec(tv_sec: 1, tv_nsec: 2), timespec(tv_sec: 3, tv_nsec: 4)]
        #expect(utimensat(AT_FDCWD, other.root + "/cats/1.png", &times, 0) == 0)
        let second = try #require(try other.packed())
        #expect(first.bytes == second.bytes)
        #expect(first.packed.digest == second.packed.digest && first.packed.digest == SHA256.hash(first.bytes))
        #expect(first.packed.byteCount == first.bytes.count)
    }

    @Test("has another digest for another content, another name, or one file more")
    func sensitive() throws {
        func digest(_ files: [String: String]) throws -> Digest? { try PlainFolder(files).packed()?.packed.digest }
        let digests = [
            try digest(["a/1": "x", "b/1": "y"]), try digest(["a/1": "x", "b/1": "z"]), try digest(["a/1": "x", "c/1": "y"]),
            try digest(["a/1": "x", "b/1": "y", "b/2": ""]), try digest(["a/1": "y", "b/1": "x"]),
        ]
        #expect(Set(digests).count == digests.count && !digests.contains(nil))
    }

    @Test("is as many bytes as the walk says before it is written")
    func foretold() throws {
        let long = String(repeating: "l", count: 120)
        let folder = try PlainFolder(Self.files.merging([long: "1", "\(long)/\(long)/x": "2"].filter { $0.key.contains("/") }) { $1 })
        try folder.write("3", to: "dogs/" + long)
        let (bytes, packed) = try #require(try folder.packed())
        #expect(packed.summary.packedByteCount == bytes.count)
        #expect(packed.summary.fileCount == 6)
    }

    @Test("is read by the system's tar, names of every length included, sorted by their bytes")
    func systemTar() throws {
        let deep = (0..<5).map { _ in String(repeating: "d", count: 60) }.joined(separator: "/")
        let names = [
            "a-b/1", "a/1", "a/2", "a0/1", String(repeating: "n", count: 100), String(repeating: "n", count: 101), deep + "/file",
            String(repeating: "p", count: 155) + "/" + String(repeating: "n", count: 100), "caf\u{E9}/\u{1F40D}.png", "blank name/x\ty",
        ]
        let folder = try PlainFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, "content of \($0)") }))
        let (bytes, _) = try #require(try folder.packed())
        let unpacked = try PlainFolder()
        let archive = unpacked.root + "/archive"
        try Data(bytes).write(to: URL(filePath: archive))
        #expect(try Program.run("/bin/tar", ["-xf", archive, "-C", unpacked.root]).status == 0)
        for name in names {
            #expect(try String(contentsOfFile: unpacked.root + "/" + name, encoding: .utf8) == "content of \(name)", "\(name)")
        }
        let listed = try Program.run("/bin/tar", ["--quoting-style=literal", "-tf", archive]).out.split(separator: "\n").map(String.init)
        #expect(listed.map { Array($0.utf8) } == names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test("leaves out links, FIFOs and sockets by name, and what is hidden or unfinished with a word")
    func leftOut() throws {
        let folder = try PlainFolder(["a/1.png": "x", "a/.hidden": "h", ".git/config": "g", "a/2.png.part": "p", "a/3~": "t"])
        #expect(symlink("/etc/passwd", folder.root + "/a/link.png") == 0)
        #expect(symlink("/etc", folder.root + "/etc") == 0)
        #expect(mkfifo(folder.root + "/a/pipe", 0o600) == 0)
        let (bytes, packed) = try #require(try folder.packed())
        #expect(packed.summary.fileCount == 1 && bytes.count == 512 + 512 + 1024)
        #expect(
            packed.summary.remark
                == "left out, being no files: a/link.png (a symbolic link), a/pipe (a FIFO), etc (a symbolic link); "
                + "left out, hidden or unfinished: .git/config and 3 more"
        )
    }

    @Test("is refused where the folder holds no file, is too deep or holds too many", arguments: ["empty", "hidden", "deep", "many"])
    func refused(kind: String) throws {
        let folder = try PlainFolder()
        switch kind {
        case "empty": try FileManager.default.createDirectory(atPath: folder.root + "/a/b", withIntermediateDirectories: true)
        case "hidden": try folder.write("x", to: "a/.hidden")
        case "deep": try folder.write("x", to: "a/b/c/d")
        default: for name in ["1", "2", "3", "4"] { try folder.write("x", to: name) }
        }
        let fault = #expect(throws: FolderFault.self) { try folder.packed(bounds: FolderWalk.Bounds(files: 3, depth: 3)) }
        let words = [
            "empty": "the folder holds no file", "hidden": "the folder holds no file",
            "deep": "folders are nested more than 3 deep", "many": "the folder holds more than 3 files",
        ]
        #expect(fault?.refusal.what == words[kind])
        #expect(fault?.refusal.fix != nil)
        #expect(fault?.refusal.place == folder.root + (kind == "deep" ? "/a/b/c" : ""))
    }
}

@Suite("Walking through a folder")
struct FolderWalkTests {
    @Test(
        "finds another fingerprint after any change below, and the same after a move",
        arguments: ["add", "remove", "append", "rewrite", "rename", "folder", "move"]
    )
    func fingerprint(change: String) throws {
        let folder = try PlainFolder(["a/1": "x", "a/2": "y"])
        let before = try FolderWalk.visit(folder.path)
        #expect(try FolderWalk.visit(folder.path) == before)
        try Tick.wait(in: folder.root + "/..")
        switch change {
        case "add": try folder.write("z", to: "a/3")
        case "remove": unlink(folder.root + "/a/2")
        case "append": try folder.write("xx", to: "a/1")
        case "rewrite": try folder.write("z", to: "a/1")
        case "rename": rename(folder.root + "/a/1", folder.root + "/a/0")
        case "folder": mkdir(folder.root + "/b", 0o700)
        default:
            #expect(rename(folder.root, folder.root + "-moved") == 0)
            #expect(try FolderWalk.visit(RawPath(folder.root + "-moved")).fingerprint == before.fingerprint)
            #expect(rename(folder.root + "-moved", folder.root) == 0)
            return
        }
        #expect(try FolderWalk.visit(folder.path).fingerprint != before.fingerprint)
    }

    @Test("does not go into a folder that became a link, nor open a file that did")
    func swapped() throws {
        let folder = try PlainFolder(["a/1": "x", "b/1": "y"])
        var opened: [Bool] = []
        _ = try FolderWalk.visit(folder.path) { file in
            if opened.isEmpty {
                rename(folder.root + "/b", folder.root + "/c")
                #expect(symlink("/etc", folder.root + "/b") == 0)
                unlink(folder.root + "/a/1")
                #expect(symlink("/etc/passwd", folder.root + "/a/1") == 0)
            }
            let descriptor = try file.open(in: folder.path)
            opened.append(descriptor != nil)
            if let descriptor { close(descriptor) }
        }
        #expect(opened == [false])
    }
}

@Suite("Halves of an IDX pair")
struct IDXHalfTests {
    @Test(
        "belong together by their names",
        arguments: [
            ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "train-idx"),
            ("train-images.idx3-ubyte", "train-labels.idx1-ubyte", "train-idx"),
            ("emnist-letters-train-images-idx3-ubyte", "emnist-letters-train-labels-idx1-ubyte.gz", "emnist-letters-train-idx"),
            ("rgb_images-idx4-ubyte.zst", "rgb_labels-idx1-ubyte", "rgb-idx"), ("images-idx3-ubyte", "labels-idx1-ubyte", "idx"),
            ("T10K-Images-IDX3-ubyte", "t10k-labels-idx1-ubyte", "T10K-idx"),
        ]
    )
    func pairs(images: String, labels: String, name: String) throws {
        let (one, other) = (try #require(IDXHalf(name: Array(images.utf8))), try #require(IDXHalf(name: Array(labels.utf8))))
        #expect(one.belongs(to: other) && other.belongs(to: one) && !one.belongs(to: one))
        #expect(one.content == .images && other.content == .labels && one.pairName == name)
    }

    @Test("name the file that is missing")
    func partner() {
        #expect(IDXHalf(name: Array("x-images-idx3-ubyte.gz".utf8))?.partnerName == "x-labels-idx1-ubyte.gz")
        #expect(IDXHalf(name: Array("labels.idx1-ubyte".utf8))?.partnerName == "images.idx3-ubyte")
    }

    @Test("are no other files", arguments: ["images.csv", "train-images-idx1-ubyte", "train-labels-idx3-ubyte", "a-idx3-ubyte", "", ".gz"])
    func others(name: String) { #expect(IDXHalf(name: Array(name.utf8)) == nil) }

    @Test("of different stems do not belong together")
    func strangers() throws {
        let train = try #require(IDXHalf(name: Array("train-images-idx3-ubyte".utf8)))
        #expect(try !train.belongs(to: #require(IDXHalf(name: Array("t10k-labels-idx1-ubyte".utf8)))))
    }
}
