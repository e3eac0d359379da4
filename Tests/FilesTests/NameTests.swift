import Files
import Testing

@Suite("Names of files")
struct NameTests {
    @Test(
        "leaves alone what programs write before they rename, and what they hold while they edit",
        arguments: [
            ".hidden", "a.csv.tmp", "a.csv.temp", "a.csv.part", "a.csv.partial", "a.csv.filepart", "a.csv.crdownload", "a.csv.download",
            "a.csv_.gstmp", "a.csv.swp", "a.csv.lock", "a.csv~", "~$a.csv", ".~lock.a.csv#", "#a.csv#", "A.CSV.PART", "a.csv.CrDownload",
            "",
        ]
    )
    func ignored(name: String) {
        #expect(IgnoredNames.contains(Array(name.utf8)))
    }

    @Test(
        "takes no other name for one of these",
        arguments: ["a.csv", "~a.csv", "#a.csv", "#", "a.csv.bak", "part", "tmp", "a.parts.csv", "gstmp.csv", "a.lock.csv", "$a.csv"]
    )
    func meant(name: String) {
        #expect(!IgnoredNames.contains(Array(name.utf8)))
    }

    @Test(
        "knows the endings of names that can be read, in any case",
        arguments: [
            ("a.csv", ".csv"), ("a.csv.gz", ".csv.gz"), ("A.CSV.GZ", ".CSV.GZ"), ("b.tar.zst", ".tar.zst"), ("b.tgz", ".tgz"),
            ("c.npz", ".npz"), ("a.csv.8F2b6cA1", nil), ("a.xlsx", nil), ("c.npz.gz", nil), (".csv", nil), ("csv", nil), ("a.gz", nil),
        ] as [(String, String?)]
    )
    func endings(name: String, ending: String?) {
        #expect(KnownEndings.ending(of: Array(name.utf8)).map { String(decoding: $0, as: UTF8.self) } == ending)
    }

    @Test(
        "cuts a long name between characters and keeps its ending",
        arguments: ["日", "é", "x", "\u{1F600}"],
        [".csv", ".csv.gz", ".tar.zst", ".unknown-ending", ""]
    )
    func shortened(letter: String, ending: String) throws {
        for extra in 0..<4 {
            let name = String(repeating: "x", count: extra) + String(repeating: letter, count: 300 / letter.utf8.count) + ending
            let short = LongName.shortened(Array(name.utf8), to: 220)
            let text = try #require(String(validating: short, as: UTF8.self))
            #expect((214...220).contains(short.count) && text.hasSuffix(ending) && name.hasPrefix(text.prefix(20)))
        }
    }

    @Test("leaves a name that fits, and cuts what is not UTF-8 too")
    func odd() {
        #expect(LongName.shortened(Array("a.csv".utf8), to: 220) == Array("a.csv".utf8))
        let wild = [UInt8](repeating: 0xBF, count: 300)
        #expect((190...220).contains(LongName.shortened(wild, to: 220).count))
    }
}
