import Domain
import Hashing
import RowSamples
import Rows
import Testing

@Suite("CSV files")
struct CSVTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var what: String
        var text: String
        /// The values of column `a`.
        var values: [String?]
        var name = "a.csv"

        var testDescription: String { what }
    }

    static let samples = [
        Sample(what: "lines that end in LF", text: "a,label\nx,p\ny,q\n", values: ["x", "y"]),
        Sample(what: "lines that end in CRLF", text: "a,label\r\nx,p\r\ny,q\r\n", values: ["x", "y"]),
        Sample(what: "no line end after the last row", text: "a,label\nx,p\ny,q", values: ["x", "y"]),
        Sample(what: "a byte order mark", text: "\u{FEFF}a,label\nx,p\n", values: ["x"]),
        Sample(what: "a comma in quotes", text: "a,label\n\"x,y\",p\n", values: ["x,y"]),
        Sample(what: "doubled quotes", text: "a,label\n\"say \"\"x\"\"\",p\n\"\"\"\"\"y\",q\n", values: ["say \"x\"", "\"\"y"]),
        Sample(what: "a line break in quotes", text: "a,label\n\"x\ny\",p\nz,q\n", values: ["x\ny", "z"]),
        Sample(what: "CRLF in quotes", text: "a,label\r\n\"x\r\ny\",p\r\n", values: ["x\r\ny"]),
        Sample(what: "an empty field in quotes", text: "a,label\n\"\",p\nx,q\n", values: [nil, "x"]),
        Sample(what: "a quote inside a field without quotes", text: "a,label\n5\" disk,p\n", values: ["5\" disk"]),
        Sample(what: "the last field in quotes", text: "label,a\r\np,\"x\"\r\nq,\"y\"", values: ["x", "y"]),
        Sample(what: "empty lines", text: "\n\na,label\n\nx,p\n\r\ny,q\n\n", values: ["x", "y"]),
        Sample(what: "blanks around values", text: " a , label \n x , p \n", values: ["x"]),
        Sample(what: "blanks after a closing quote", text: "a,label\n\"x\" ,p\n", values: ["x"]),
        Sample(what: "semicolons", text: "a;label\nx,y;p\n", values: ["x,y"]),
        Sample(what: "a semicolon in a quoted name", text: "\"a\",label,\"b;;;;\"\nx,p,1\n", values: ["x"]),
        Sample(what: "tabs", text: "a\tlabel\nx,y\tp\n", values: ["x,y"], name: "a.tsv"),
        Sample(what: "a name in capitals", text: "a,label\nx,p\n", values: ["x"], name: "A.CSV"),
        Sample(what: "names and values in other scripts", text: "a,label\n東京,p\nÅ,q\n", values: ["東京", "Å"]),
        Sample(what: "numbers in quotes", text: "\"a\",\"label\"\n\"1.5\",\"p\"\n", values: ["1.5"]),
        Sample(what: "a column without a name", text: ",a,label\n0,x,p\n1,y,q\n", values: ["x", "y"]),
        Sample(what: "a delimiter at the end of each line", text: "a,label,\nx,p,\n", values: ["x"]),
    ]

    @Test("are read whatever block a byte lies in", arguments: samples)
    func grammar(sample: Sample) throws {
        for blockBytes in [1, 2, 3, 5, 7, 4096] {
            let result = try SampleFile(sample.text).read(as: sample.name, blockBytes: blockBytes)
            #expect(result.table.texts("a") == sample.values, "blocks of \(blockBytes)")
            #expect(result.refusedCount == 0)
        }
    }

    @Test("give back any text that RFC 4180 can write")
    func roundTrip() throws {
        var random = RandomSource(seed: 11)
        let alphabet = Array("ab\",\n\r;é\t ")
        for _ in 0..<300 {
            let rows = Int.random(in: 1...12, using: &random)
            let texts = (0..<rows).map { row in
                let body = (0..<Int.random(in: 0...6, using: &random)).map { _ in String(alphabet.randomElement(using: &random)!) }
                return "<" + body.joined() + ">\(row)"
            }
            let ending = Bool.random(using: &random) ? "\r\n" : "\n"
            let text =
                (["a,label"]
                + texts.map { "\"" + $0.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\",p" })
                .joined(separator: ending)
            let result = try SampleFile(text).read(blockBytes: Int.random(in: 1...64, using: &random))
            #expect(result.table.texts("a") == texts.map(Optional.some))
        }
    }

    @Test("count lines through quoted line breaks")
    func lines() throws {
        let text = "a,b,label\n\"x\n\n\",1,p\n\ny,1,p\nz,oops\n\"u\nv\",1,p\nw,1\n"
        let result = try SampleFile(text).read(maxRefusedShare: 0.5)
        #expect(result.refused.map(\.line) == [7, 10])
        #expect(result.refused.map(\.excerpt) == ["z,oops", "w,1"])
        #expect(result.refused[0].reason == "the row has 2 fields, the header has 3")
    }

    @Test("set a row aside whose quote closes before the field ends")
    func afterQuote() throws {
        let result = try SampleFile("a,label\n\"x\"y,p\nz,q\n").read(maxRefusedShare: 0.5)
        #expect(result.refused.map(\.reason) == ["text follows the closing quote of field 1"])
        #expect(result.table.texts("a") == ["z"])
    }

    @Test("set a row aside that is no UTF-8, whatever kind its column is", arguments: [nil, ColumnRule.categorical])
    func invalidUTF8(kind: ColumnRule?) throws {
        let bytes = Array("a,label\n".utf8) + [0x31, 0xFF, 0x2C, 0x70, 0x0A] + Array("2,q\n".utf8)
        let specification = ModelSpecification(columns: kind.map { ["a": $0] } ?? [:])
        let result = try SampleFile(bytes).read(specification: specification, maxRefusedShare: 0.5)
        #expect(result.refused.map(\.reason) == ["column 'a' is not UTF-8"])
        #expect(result.table.kind("a") == kind?.kind ?? .numeric)
        #expect(result.table.rowCount == 1)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        var what: String
        var text: String
        var message: String

        var testDescription: String { what }
    }

    static let badFiles = [
        Refused(what: "an empty file", text: "", message: "the file is empty"),
        Refused(what: "a byte order mark alone", text: "\u{FEFF}", message: "the file is empty"),
        Refused(what: "empty lines alone", text: "\n\r\n\n", message: "the file is empty"),
        Refused(what: "a header alone", text: "a,label\n", message: "the file has column names and no rows"),
        Refused(what: "a header without a line end", text: "a,label", message: "the file has column names and no rows"),
        Refused(what: "two columns of one name", text: "a,a,label\n1,2,p\n", message: "two columns are named 'a'"),
        Refused(what: "two names that differ in blanks", text: "a,\" a\",label\n1,2,p\n", message: "two columns are named 'a'"),
        Refused(what: "a first line of numbers", text: "1,2,3\n4,5,6\n", message: "looks like a row ('1', '2', '3')"),
        Refused(
            what: "a first line with a fraction",
            text: "5.1,3.5,setosa\n4.9,3.0,setosa\n",
            message: "looks like a row ('5.1', '3.5', 'setosa')"
        ),
        Refused(what: "a header without names", text: ",,\n1,2,3\n", message: "the first line names no column"),
        Refused(what: "a single column", text: "label\np\n", message: "no column besides the label 'label'"),
        Refused(
            what: "a quote that is never closed",
            text: "a,label\n1,p\n\"2,q\n3,r\n",
            message: "the quote that opens field 1 is never closed"
        ),
        Refused(
            what: "rows that are all bad",
            text: "a,b,label\n1\n2\n",
            message: "2 of 2 rows cannot be used: line 2 and 1 more: the row has 1 field"
        ),
    ]

    @Test("are refused with the reason", arguments: badFiles)
    func refusals(sample: Refused) throws {
        let refusal = #expect(throws: Refusal.self) { try SampleFile(sample.text).read() }
        #expect(refusal?.what.contains(sample.message) == true, "\(String(describing: refusal))")
        #expect(refusal?.kind == .invalid)
        #expect(refusal?.place?.hasPrefix("a.csv") == true)
        #expect(refusal?.fix != nil)
    }

    @Test("may have whole numbers for names beside words")
    func numberedNames() throws {
        let result = try SampleFile("0,1,label\n5,6,p\n").read()
        #expect(result.table.schema.columns.map(\.name) == ["0", "1"])
    }

    @Test("say where a quote opened that is never closed")
    func unclosedPlace() throws {
        let refusal = #expect(throws: Refusal.self) { try SampleFile("a,label\n1,p\n2,\"q\n3,r\n").read(blockBytes: 4) }
        #expect(refusal?.place == "a.csv:3")
    }

    @Test("never trap, whatever the bytes are")
    func garbage() {
        var random = RandomSource(seed: 13)
        let alphabet: [UInt8] = Array("a1\",;\n\r\t .e-".utf8) + [0xC3, 0xA9, 0xFF, 0]
        var taken = 0
        for round in 0..<3_000 {
            let header: [UInt8] = round % 2 == 0 ? Array("a,label\n".utf8) : []
            let bytes = header + (0..<Int.random(in: 0...60, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
            let blockBytes = Int.random(in: 1...20, using: &random)
            let small = Result { try SampleFile(bytes).read(maxRefusedShare: 1, blockBytes: blockBytes) }
            let large = Result { try SampleFile(bytes).read(maxRefusedShare: 1) }
            if case .success(let result) = large {
                taken += 1
                #expect(RowSet(table: result.table, batch: SHA256.hash(bytes)).count <= result.table.rowCount)
            }
            #expect((try? small.get().table.labelTexts) == (try? large.get().table.labelTexts), "\(bytes) in blocks of \(blockBytes)")
        }
        #expect(taken > 50)
    }
}
