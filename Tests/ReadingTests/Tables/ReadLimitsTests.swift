import Domain
import Glibc
import Reading
import Testing

@Suite("Bounds on files")
struct ReadLimitsTests {
    struct Bound: Sendable, CustomTestStringConvertible {
        var what: String
        var name = "a.csv"
        var text: String
        /// The file is just taken under the first and refused under the second.
        var enough: ReadLimits
        var tooLow: ReadLimits
        var message: String

        var testDescription: String { what }
    }

    static let samples = [
        Bound(
            what: "bytes",
            text: "a,label\n1,p\n",
            enough: ReadLimits(fileBytes: 12),
            tooLow: ReadLimits(fileBytes: 11),
            message: "the file has 12 bytes, at most 11 are read"
        ),
        Bound(
            what: "content",
            text: "a,label\n1,p\n",
            enough: ReadLimits(expandedBytes: 12),
            tooLow: ReadLimits(expandedBytes: 11),
            message: "the file's content has more than 11 bytes"
        ),
        Bound(
            what: "rows",
            text: "a,label\n1,p\n2,p\n",
            enough: ReadLimits(rows: 2),
            tooLow: ReadLimits(rows: 1),
            message: "the file has more than 1 rows"
        ),
        Bound(
            what: "columns",
            text: "a,b,label\n1,2,p\n",
            enough: ReadLimits(columns: 3),
            tooLow: ReadLimits(columns: 2),
            message: "the file has more than 2 columns"
        ),
        Bound(
            what: "columns of JSON Lines",
            name: "a.jsonl",
            text: "{\"a\":1,\"label\":1}\n{\"b\":1,\"label\":1}\n",
            enough: ReadLimits(columns: 3),
            tooLow: ReadLimits(columns: 2),
            message: "the file has more than 2 columns"
        ),
        Bound(
            what: "a line",
            text: "a,label\n\"\(String(repeating: "x\n", count: 600))\",p\n",
            enough: ReadLimits(lineBytes: 1300),
            tooLow: ReadLimits(lineBytes: 1000),
            message: "the line has more than 1000 bytes"
        ),
        Bound(
            what: "a line of JSON Lines",
            name: "a.jsonl",
            text: "{\"a\":\"\(String(repeating: "x", count: 1200))\",\"label\":1}",
            enough: ReadLimits(lineBytes: 1300),
            tooLow: ReadLimits(lineBytes: 1000),
            message: "the line has more than 1000 bytes"
        ),
    ]

    @Test(
        "of a table's cells grow with its file: what a compressed one unpacks to is bounded, what is written out is not",
        arguments: [true, false]
    )
    func cells(isPacked: Bool) throws {
        var limits = ReadLimits()
        limits.freeCells = 30_000
        let text = "a,b,label\n" + String(repeating: "1,2,p\n1,3,q\n", count: 10_000)
        if isPacked {
            let refusal = #expect(throws: Refusal.self) {
                try SampleFile(Packing.gzip(Array(text.utf8))).read(as: "a.csv.gz", limits: limits)
            }
            #expect(refusal?.kind == .tooLarge)
            #expect(refusal?.what.contains(" cells (rows times 3 columns), for a file of its size") == true, "\(refusal?.what ?? "")")
            #expect(refusal?.fix == "split it, or drop it without its compression")
        } else {
            #expect(try SampleFile(text).read(limits: limits).table.rowCount == 20_000)
        }
    }

    @Test("hold exactly, and say what was too much", arguments: samples)
    func holds(bound: Bound) throws {
        let file = SampleFile(bound.text)
        #expect(try file.read(as: bound.name, limits: bound.enough, blockBytes: 64).table.rowCount > 0)
        let refusal = #expect(throws: Refusal.self) { try file.read(as: bound.name, limits: bound.tooLow, blockBytes: 64) }
        #expect(refusal?.kind == .tooLarge)
        #expect(refusal?.what == bound.message)
    }

    @Test("keep what is no regular file out")
    func pipe() {
        var ends: [Int32] = [0, 0]
        #expect(Glibc.pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let refusal = #expect(throws: Refusal.self) {
            try ExampleReader().read(fileDescriptor: ends[0], name: "a.csv", schema: nil)
        }
        #expect(refusal?.what == "this is not a regular file")
    }

    @Test("leave the descriptor's offset alone")
    func offset() throws {
        let file = SampleFile("a,label\n1,p\n")
        lseek(file.descriptor, 5, SEEK_SET)
        #expect(try file.read().table.rowCount == 1)
        #expect(lseek(file.descriptor, 0, SEEK_CUR) == 5)
    }

    @Test("name the known endings for an unknown one", arguments: ["a.docx", "a", "csv", "a.csv.lz4", "a.gz", ""])
    func unknownEnding(name: String) {
        let refusal = #expect(throws: Refusal.self) { try SampleFile("a,label\n1,p\n").read(as: name) }
        #expect(refusal?.what == "unknown file extension")
        #expect(refusal?.fix?.contains(".csv .tsv .jsonl .ndjson .json") == true)
    }
}
