import Domain
import Reading
import RowSamples
import Rows
import Testing

@Suite("A tar of images")
struct ImageFolderTests {
    private func read(
        _ tar: SampleTar,
        schema: Schema? = nil,
        specification: ModelSpecification = ModelSpecification(),
        maxRefusedShare: Double = 0.10,
        limits: ReadLimits = ReadLimits()
    ) throws(Refusal) -> ReadResult {
        try SampleFile(tar.closed).read(
            as: "a.tar",
            schema: schema,
            specification: specification,
            maxRefusedShare: maxRefusedShare,
            limits: limits
        )
    }

    private func tar(_ files: [(String, [UInt8])]) -> SampleTar {
        var tar = SampleTar()
        for (name, content) in files { tar.add(name, content) }
        return tar
    }

    private let dot = SampleImage.plain([9], height: 2, width: 2)

    @Test(
        "takes the outermost folder for the label, below one that all share",
        arguments: [
            (["cats/1.png", "dogs/2.png"], ["cats", "dogs"]), (["./cats/1.png", "./dogs/2.png"], ["cats", "dogs"]),
            (["pets/cats/1.png", "pets/dogs/2.png"], ["cats", "dogs"]), (["cats/1.png", "cats/2.png"], ["cats", "cats"]),
            (["pets/cats/old/1.png", "pets/dogs/2.png"], ["cats", "dogs"]), (["cats/old/1.png", "dogs/2.png"], ["cats", "dogs"]),
            (["cafe\u{301}/1.png", "café/2.png"], ["café", "café"]),
        ]
    )
    func labels(paths: [String], labels: [String]) throws {
        #expect(try read(tar(paths.map { ($0, dot) })).table.labelTexts == labels)
    }

    @Test("keeps small images of one size as they are")
    func ownSize() throws {
        let pixels = (0..<64 * 5).map { UInt8(truncatingIfNeeded: $0) }
        let result = try read(tar([("a/1.png", SampleImage.png(pixels, height: 5, width: 64))]))
        #expect(result.table.columns == [.images(pixels, ImageShape(height: 5, width: 64, channels: 1))])
    }

    @Test("brings images of several sizes, or large ones, to 32x32", arguments: [[(40, 40), (41, 40)], [(65, 65), (65, 65)]])
    func fallback(sizes: [(Int, Int)]) throws {
        let files = sizes.enumerated().map { ("a/\($0).png", SampleImage.plain([UInt8(100 + $0)], height: $1.0, width: $1.1)) }
        let result = try read(tar(files))
        let shape = ImageShape(height: 32, width: 32, channels: 1)
        #expect(result.table.columns == [.images([UInt8](repeating: 100, count: 1024) + [UInt8](repeating: 101, count: 1024), shape)])
        // What one reading made of the first file is what a later one makes of it.
        #expect(try read(tar(files), schema: result.table.schema).table == result.table)
    }

    @Test("has color as soon as one image has", arguments: [0, 1, 2])
    func color(place: Int) throws {
        var pixels: [[UInt8]] = [[5], [6], [7]]
        pixels[place] = [200, 100, 0]
        let files = pixels.enumerated().map { ("a/\($0).png", SampleImage.plain($1, height: 1, width: 1)) }
        let expected = pixels.flatMap { $0.count == 1 ? [$0[0], $0[0], $0[0]] : $0 }
        #expect(try read(tar(files)).table.columns == [.images(expected, ImageShape(height: 1, width: 1, channels: 3))])
    }

    @Test("takes red, green and blue that are all alike for gray")
    func grayInColor() throws {
        let result = try read(tar([("a/1.png", SampleImage.plain([8, 8, 8], height: 1, width: 1))]))
        #expect(result.table.columns == [.images([8], ImageShape(height: 1, width: 1, channels: 1))])
    }

    @Test("takes JPEG beside PNG")
    func jpeg() throws {
        let result = try read(tar([("a/1.jpg", SampleImage.jpeg([90], height: 2, width: 2)), ("b/2.png", dot)]))
        #expect(result.table.columns == [.images([90, 90, 90, 90, 9, 9, 9, 9], ImageShape(height: 2, width: 2, channels: 1))])
    }

    @Test("sets aside by name what is no image of a label, and learns the rest")
    func setAside() throws {
        var tar = SampleTar()
        tar.add("pets/", type: "5")
        tar.add("pets/cats/1.png", dot)
        tar.add("pets/cats/notes.txt", Array("hello".utf8))
        tar.add("pets/cats/half.png", Array(dot.prefix(40)))
        tar.add("pets/cats/link.png", type: "2")
        tar.add("pets/cats/hard.png", type: "1")
        tar.add("pets/cats/pipe.png", type: "6")
        tar.add("../cats/out.png", dot)
        tar.add("loose.png", dot)
        tar.add("pets/sheet.png", dot)
        tar.add(Array("pets/".utf8) + [0xFF] + Array("/x.png".utf8), dot)
        tar.add("pets/dogs/2.png", dot)
        let result = try read(tar, maxRefusedShare: 0.9)
        #expect(result.table.labelTexts == ["cats", "dogs"])
        let told = result.refused.map { "\($0.line) \($0.excerpt): \($0.reason)" }
        #expect(
            told == [
                "3 pets/cats/notes.txt: not a PNG or JPEG file", "4 pets/cats/half.png: the PNG file is broken: the file is cut short",
                "5 pets/cats/link.png: it is a symbolic link", "6 pets/cats/hard.png: it is a hard link to another file",
                "7 pets/cats/pipe.png: it is no regular file", "8 ../cats/out.png: its name leads out of the archive",
                "9 loose.png: it is not inside a label folder: drop the parent folder, with one subfolder per label",
                "10 pets/sheet.png: it is next to the label folders, not in one of them",
                "11 pets/\u{FFFD}/x.png: its folder's name is not UTF-8",
            ]
        )
        #expect(result.refusedCount == 9)
        let refusal = #expect(throws: Refusal.self) { try read(tar) }
        #expect(refusal?.what.hasPrefix("9 of 11 files cannot be used (limit: 10.0 %): 'pets/cats/notes.txt': not a") == true)
    }

    @Test("takes the folders below what all images share for the labels, and says so")
    func shared() throws {
        let result = try read(tar([("data/train/cats/1.png", dot), ("data/train/dogs/2.png", dot)]))
        #expect(result.table.labelTexts == ["cats", "dogs"])
        #expect(result.warnings == ["all images are in 'data/train': the folders in it are the labels"])
        #expect(try read(tar([("data/cats/1.png", dot), ("data/cats/2.png", dot)])).table.labelTexts == ["cats", "cats"])
    }

    @Test("makes one class of folders that differ in case alone, unless told not to, and says what was understood")
    func spellings() throws {
        let files = [("Cats/1.png", dot), ("cats/2.png", dot), ("cats/3.png", dot), ("dogs/4.png", dot)]
        let result = try read(tar(files))
        #expect(result.table.labelTexts.sorted() == ["cats", "cats", "cats", "dogs"])
        #expect(
            result.warnings == [
                "'Cats' (1 row): read as the class 'cats' (2 rows), which differs in case or blanks alone; "
                    + "set models.MODEL.spellings: exact to keep them apart"
            ]
        )
        #expect(result.notes.first == "label: the folders' names, 2 classes (cats, dogs)")
        let exact = try read(tar(files), specification: ModelSpecification(spellings: .exact))
        #expect(Set(exact.table.labelTexts) == ["Cats", "cats", "dogs"])
    }

    @Test("says where images lie deeper than their label's folder")
    func deeper() throws {
        let result = try read(tar([("cats/persian/1.png", dot), ("cats/2.png", dot), ("dogs/3.png", dot)]))
        #expect(result.table.labelTexts.sorted() == ["cats", "cats", "dogs"])
        #expect(result.warnings == ["1 images are deeper than their label's folder: those in 'cats/persian' are learned as 'cats'"])
    }

    @Test("refuses parts of a data set as labels", arguments: [["train/cats/1.png", "test/cats/2.png"], ["train/1.png"]])
    func parts(names: [String]) throws {
        let refusal = #expect(throws: Refusal.self) { try read(tar(names.map { ($0, dot) })) }
        #expect(refusal?.what.hasSuffix("which are parts of a data set") == true)
        #expect(
            refusal?.fix == "drop the folder of one part, such as train/, in which each label has a folder"
        )
    }

    @Test("refuses more pixels in all than pictures of something have")
    func manyBombs() throws {
        let bomb = SampleImage.plain([0], height: 1_000, width: 1_000)
        var limits = ReadLimits()
        limits.freePixels = 2_000_000
        let files = (0..<8).map { ("a/\($0).png", bomb) }
        #expect(try read(tar(Array(files.prefix(2))), limits: limits).table.rowCount == 2)
        let refusal = #expect(throws: Refusal.self) { try read(tar(files), limits: limits) }
        #expect(refusal?.kind == .tooLarge && refusal?.what.hasSuffix("pixels in all") == true)
        limits.freePixels = 8_000_000
        #expect(try read(tar(files), limits: limits).table.rowCount == 8)
    }

    @Test("one image in color widens all others only where they then have room")
    func widening() throws {
        let gray = (0..<200).map { ("a/\($0).png", SampleImage.plain([UInt8($0)], height: 64, width: 64)) }
        let color = ("b/1.png", SampleImage.plain([1, 2, 3], height: 64, width: 64))
        var limits = ReadLimits()
        // The gray ones take 819,200 bytes; in color three times as many.
        limits.expandedBytes = 2_000_000
        #expect(try read(tar(gray), limits: limits).table.rowCount == 200)
        let refusal = #expect(throws: Refusal.self) { try read(tar(gray + [color]), limits: limits) }
        #expect(refusal?.what == "more than 200 images of 64x64x3 take more than 2000000 bytes")
        limits.expandedBytes = 3_000_000
        #expect(try read(tar(gray + [color]), limits: limits).table.rowCount == 201)
    }

    @Test("passes over hidden files with a word, however many")
    func hidden() throws {
        let result = try read(
            tar([("a/1.png", dot), ("a/._1.png", [1]), ("a/.DS_Store", [1]), ("__MACOSX/a/1.png", dot), (".git/x", [1])])
        )
        #expect(result.refused.isEmpty && result.table.rowCount == 1)
        #expect(result.warnings == ["hidden files are ignored: 4"])
    }

    @Test("sets a bomb aside and learns the rest")
    func bomb() throws {
        let result = try read(
            tar([("a/1.png", dot), ("a/2.png", SampleImage.plain([0], height: 3_000, width: 3_000))]),
            maxRefusedShare: 0.5,
            limits: ReadLimits(imagePixels: 8_999_999)
        )
        #expect(result.table.rowCount == 1)
        #expect(result.refused.map(\.reason) == ["the image has 3000×3000 pixels, at most 8999999 in all are decoded"])
    }

    @Test("knows long names in pax, GNU's and ustar's form")
    func longNames() throws {
        let long = String(repeating: "long name ", count: 20)
        var tar = SampleTar()
        tar.addPax("path", "\(long)pax/1.png")
        tar.add("short", dot)
        tar.add("././@LongLink", Array("\(long)gnu/2.png\u{0}".utf8), type: "L", magic: "ustar  \u{0}")
        tar.add("short", dot, magic: "ustar  \u{0}")
        tar.add("\(long.prefix(90))/3.png", dot, prefix: "pre/fix")
        // Before ustar, nothing stood in the prefix's place that means anything.
        tar.add("old/4.png", dot, prefix: "junk", magic: "")
        #expect(try read(tar).table.labelTexts == ["\(long)pax", "\(long)gnu", "pre", "old"])
    }

    @Test("knows sizes in binary and in pax headers")
    func sizes() throws {
        var tar = SampleTar()
        tar.add("a/1.png", dot, size: [0x80] + [UInt8](repeating: 0, count: 9) + [UInt8(dot.count >> 8), UInt8(dot.count & 255)])
        tar.addPax("size", "\(dot.count)")
        tar.add("a/2.png", dot, size: Array("00000000000".utf8))
        tar.add("b/3.png", dot)
        #expect(try read(tar).table.labelTexts == ["a", "a", "b"])
    }

    @Test("is refused for what no tar has", arguments: ["size", "checksum", "pax", "none", "end"])
    func damaged(what: String) {
        var tar = SampleTar()
        tar.add("a/1.png", dot)
        var bytes: [UInt8]
        switch what {
        case "size":
            tar.add("a/2.png", dot, size: [0x80] + [UInt8](repeating: 0xFF, count: 11))
            bytes = tar.closed
        case "checksum":
            tar.add("a/2.png", dot)
            bytes = tar.closed
            bytes[1024 + 3] ^= 1
        case "pax":
            tar.add("x", Array("99 path=a\n".utf8), type: "x")
            bytes = tar.closed
        case "none": bytes = [UInt8](repeating: 0x41, count: 2048)
        default: bytes = tar.bytes
        }
        let refusal = #expect(throws: Refusal.self) { try SampleFile(bytes).read(as: "a.tar", maxRefusedShare: 1) }
        let expected = [
            "size": "the entry after number 1 is damaged", "checksum": "the entry after number 1 is damaged",
            "pax": "a pax header is damaged", "none": "not a tar archive",
            "end": "the archive ends in the middle: it was cut short",
        ]
        #expect(refusal?.what == expected[what])
    }

    @Test("without any image is refused")
    func noImages() {
        var tar = SampleTar()
        tar.add("cats/", type: "5")
        #expect(
            throws: Refusal(.invalid, what: "the archive holds no images", at: "a.tar", fix: "pack PNG or JPEG files, one folder per label")
        ) {
            try read(tar)
        }
        #expect(throws: Refusal.self) { try read(SampleTar()) }
    }

    @Test(
        "without any image is refused with what it holds, and where that belongs",
        arguments: [
            (["d/a.csv", "d/b.csv", "d/c/c.CSV"], "3 .csv files", "drop these one by one with 'learnctl drop --model M dir/*.csv'"),
            (["d/a.jsonl.gz", "d/b.jsonl.gz", "d/README"], "2 .jsonl.gz files and 1 file without an ending", "dir/*.jsonl.gz'"),
            (["a.pdf", "b.pdf", "c.txt"], "2 .pdf files and 1 .txt file", "save what is a table as CSV"),
            (["cats/a.webp", "cats/b.webp"], "2 .webp files", "convert them to PNG"),
            (["a.txt", "b.log", "c.md", "d.c"], "1 .c file, 1 .log file, 1 .md file and others", "in it one folder per label"),
            (["d/a.xlsx"], "1 .xlsx file", "save what is a table as CSV"),
        ]
    )
    func otherFiles(names: [String], what: String, fix: String) {
        var tar = SampleTar()
        for name in names { tar.add(name, Array("x".utf8)) }
        let refusal = #expect(throws: Refusal.self) { try read(tar) }
        #expect(refusal?.what == "it holds no PNG or JPEG file but \(what)")
        #expect(refusal?.fix?.contains(fix) == true, "\(String(describing: refusal))")
    }

    @Test("whose images are all broken is refused with what is wrong with them")
    func brokenImages() {
        var tar = SampleTar()
        tar.add("cats/1.png", Array("x".utf8))
        tar.add("cats/a.csv", Array("x".utf8))
        let refusal = #expect(throws: Refusal.self) { try read(tar) }
        #expect(refusal?.what.contains("2 of 2 files cannot be used") == true)
    }
}
