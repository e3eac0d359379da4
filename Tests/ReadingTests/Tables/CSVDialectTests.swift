import Domain
import RowSamples
import Testing

@Suite("Delimited texts of other programs")
struct CSVDialectTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var what: String
        var text: String
        var name = "a.csv"
        /// The values of columns `x` and `label`.
        var values: [String?] = ["1.0", "2.0", "3.0"]
        var labels = ["p", "q", "p"]
        var warnings: [String] = []

        var testDescription: String { what }
    }

    /// The same rows under the names `x`, `t` and `label`.
    private static func rows(_ delimiter: String, end: String = "\n", quoted: Bool = false) -> String {
        let quote = quoted ? "\"" : ""
        return [["x", "t", "label"], ["1", "a b", "p"], ["2", "c d", "q"], ["3", "e f", "p"]].map { fields in
            fields.map { quote + $0 + quote }.joined(separator: delimiter) + end
        }.joined()
    }

    static let blanks = "the file has no delimiter except blanks; its columns were split at them"
    static let rowNames = "the first column has no name and is treated as row names: it is ignored"
    static let repeated = "1 line that repeats the column names is ignored, line 5"

    static let samples = [
        Sample(what: "Excel's sep=; in the first line", text: "sep=;\n" + rows(";")),
        Sample(what: "sep=, before CRLF", text: "sep=,\r\n" + rows(",", end: "\r\n")),
        Sample(what: "sep= and a tab", text: "SEP=\t\n" + rows("\t")),
        Sample(what: "sep=\\t", text: "sep=\\t\n" + rows("\t")),
        Sample(what: "sep= in quotes", text: "\"sep=^\"\n" + rows("^")),
        Sample(what: "bars", text: rows("|")),
        Sample(what: "tabs in a .csv", text: rows("\t")),
        Sample(what: "bars, and a comma in a name", text: "x|a, b|label\n1|2|p\n2|3|q\n3|4|p\n"),
        Sample(what: "tabs, and commas in numbers", text: "x\tt\tlabel\n1\t1,5\tp\n2\t2,5\tq\n3\t3,5\tp\n"),
        Sample(
            what: "commas in a .tsv",
            text: rows(","),
            name: "a.tsv",
            warnings: ["the file has no tabs between its columns; it was read with ','"]
        ),
        Sample(
            what: "bars in a .tsv",
            text: rows("|"),
            name: "a.tsv",
            warnings: ["the file has no tabs between its columns; it was read with '|'"]
        ),
        Sample(what: "blanks", text: "x  t   label\n1  a   p\n2  c  q\n3  e   p\n", warnings: [blanks]),
        Sample(what: "blanks around lines", text: "  x t label  \r\n 1 a p\r\n 2 c q\r\n 3 e p\r\n", warnings: [blanks]),
        Sample(what: "blanks, and texts in quotes", text: "\"x\" \"label\"\n1 \"p\"\n2 \"q\"\n3 \"p\"\n", warnings: [blanks]),
        Sample(
            what: "R's write.table",
            text: "\"x\" \"label\"\n\"1\" 1 \"p\"\n\"2\" 2 \"q\"\n\"3\" 3 \"p\"\n",
            warnings: [blanks, rowNames]
        ),
        Sample(
            what: "R's row names before commas",
            text: "\"x\",\"label\"\n\"Mazda\",1,\"p\"\n\"Fiat\",2,\"q\"\n\"Lotus\",3,\"p\"\n",
            warnings: [rowNames]
        ),
        Sample(what: "counted rows without a name", text: "x,label\n0,1,p\n1,2,q\n2,3,p\n", warnings: [rowNames]),
        Sample(what: "row names before tabs", text: "x\tlabel\nrs7\t1\tp\nrs3\t2\tq\nrs5\t3\tp\n", name: "a.tsv", warnings: [rowNames]),
        Sample(
            what: "a delimiter at the end of the rows alone",
            text: "x,label\n1,p,\n2,q,\n3,p,\n",
            warnings: ["columns without a name are ignored: number 3"]
        ),
        Sample(what: "carriage returns alone", text: rows(",", end: "\r")),
        Sample(what: "carriage returns alone, no last one", text: String(rows(",", end: "\r").dropLast())),
        Sample(what: "carriage returns, and line feeds in cells", text: "x,t,label\r1,\"a\nb\",p\r2,c,q\r3,e,p\r"),
        Sample(what: "carriage returns in a .tsv", text: rows("\t", end: "\r"), name: "a.tsv"),
        Sample(what: "CRLF and LF in one file", text: rows(",", end: "\r\n").replacing("q\r\n", with: "q\n")),
        Sample(what: "blanks before quotes", text: rows(", ", quoted: true)),
        Sample(what: "a blank before a quote, a comma in it", text: "x, t, label\n1, \"a, b\", p\n2, \"c, \"\"d\"\"\", q\n3, \"e\", p\n"),
        Sample(what: "semicolons and blanks before quotes", text: rows("; ", quoted: true)),
        Sample(what: "tabs before quotes", text: rows(",\t", quoted: true)),
        Sample(what: "blanks before the first quotes of lines", text: " \"x\",\"label\"\n \"1\",\"p\"\n \"2\",\"q\"\n \"3\",\"p\"\n"),
        Sample(what: "two exports put together", text: "x,label\n1,p\n2,q\n\nx,label\n3,p\n", warnings: [repeated]),
        Sample(what: "two with byte order marks", text: "\u{FEFF}x,label\n1,p\n2,q\n\n\u{FEFF}x,label\n3,p\n", warnings: [repeated]),
        Sample(what: "two, one of them in quotes", text: "x,label\n1,p\n2,q\n\n\"x\",\"label\"\n\"3\",p\n", warnings: [repeated]),
        Sample(
            what: "four",
            text: "x,label\n1,p\nx,label\n2,q\nx,label\n3,p\nx,label\n",
            warnings: ["3 lines that repeat the column names are ignored, the first is line 3"]
        ),
    ]

    @Test("are read as they were meant, whatever block a byte lies in", arguments: samples)
    func read(sample: Sample) throws {
        for blockBytes in [1, 2, 3, 5, 7, 4096] {
            let result = try SampleFile(sample.text).read(as: sample.name, blockBytes: blockBytes)
            #expect(result.table.texts("x") == sample.values, "blocks of \(blockBytes)")
            #expect(result.table.labelTexts == sample.labels)
            #expect(result.formWarnings == sample.warnings)
            #expect(result.refused.isEmpty)
        }
    }

    @Test("keep their texts: quotes after blanks, doubled quotes, commas in them")
    func texts() throws {
        let spaced = try SampleFile("x, t, label\n1, \"a, b\", p\n2, \"c, \"\"d\"\"\", q\n").read()
        #expect(spaced.table.texts("t") == ["a, b", "c, \"d\""])
        let returns = try SampleFile("x,t,label\r1,\"a\nb\",p\r2,c,q\r").read()
        #expect(returns.table.texts("t") == ["a\nb", "c"])
        let words = try SampleFile("x t label\n1 \"a  b\" p\n2 c q\n").read()
        #expect(words.table.texts("t") == ["a  b", "c"])
    }

    @Test("keep a quote after blanks a text where it does not enclose the field")
    func inches() throws {
        let result = try SampleFile("x,t,label\n1, \"5\" disk,p\n2,c,q\n").read()
        #expect(result.table.texts("t") == ["\"5\" disk", "c"])
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        var what: String
        var text: String
        var message: String
        var fix: String

        var testDescription: String { what }
    }

    static let refused = [
        Refused(
            what: "Markdown's tables",
            text: "| x | label |\n|---|:-----:|\n| 1 | p |\n",
            message: "the file is a Markdown table",
            fix: "take out the line of dashes"
        ),
        Refused(
            what: "psql's output",
            text: " x | label \n---+-------\n 1 | p\n(1 row)\n",
            message: "the file is a table drawn with lines",
            fix: "psql --csv"
        ),
        Refused(
            what: "MySQL's output",
            text: "+---+-------+\n| x | label |\n+---+-------+\n| 1 | p     |\n+---+-------+\n",
            message: "the file is a table drawn with lines",
            fix: "mysql --batch"
        ),
        Refused(
            what: "words without a delimiter",
            text: "text label\nhello big world p\nx q\n",
            message: "line 1 has no comma, semicolon, tab or '|' between columns",
            fix: "separate the columns with commas"
        ),
        Refused(
            what: "commas in texts without quotes",
            text: "text,label\nhello, world,p\ngood, day,q\nbye, you,p\n",
            message: "line 1 has 2 fields and line 2 has 3: is line 1 not the line of column names?",
            fix: "one line of column names"
        ),
        Refused(
            what: "Weka's files",
            text: "% iris\n@RELATION iris\n@data\n1,p\n",
            message: "the file is an ARFF file (Weka)",
            fix: "@data"
        ),
        Refused(what: "JSON", text: "[\n {\"a\": 1}\n]\n", message: "the file is JSON, its name says otherwise", fix: ".json"),
        Refused(what: "JSON Lines", text: "{\"a\":1,\"label\":2}\n", message: "the file is JSON, its name says otherwise", fix: ".jsonl"),
    ]

    @Test("are refused with their name and the way out where they are no such table", arguments: refused)
    func refusals(sample: Refused) {
        let refusal = #expect(throws: Refusal.self) { try SampleFile(sample.text).read() }
        #expect(refusal?.what.contains(sample.message) == true, "\(String(describing: refusal))")
        #expect(refusal?.fix?.contains(sample.fix) == true, "\(String(describing: refusal))")
    }

    @Test(
        "that are clean are read without a word, whatever they hold",
        arguments: [
            "#id,x,label\n1,1,p\n2,2,q\n", "%change,x,label\n-0.5,1,p\nNA,2,q\n", "x,label,\n1,p,\n2,q,\n", "x,label\n1,p\n#2,q\n",
            "x,y\n1,y\n2,n\n", "word,tag\nrun,verb\ncat,noun\ndog,noun\n", "q1,q2,outcome\nyes,no,good\nno,no,bad\nyes,yes,good\n",
            "0,1,2,kind\n5,6,7,a\n8,9,0,b\n", "name,color,mood\nbob,red,p\nred,blue,q\ntom,red,p\n", "x|y,label\n1|2,p\n3|4,q\n",
            "a b,c d\n1 2,p q\n3 4,r s\n", "first name,\"last, name\",label\nx,y,p\nz,w,q\n",
            "item 1,item 2,label\nitem 1,item 7,p\nitem 2,item 9,q\n",
            "x,a;b;c,label\n1,1;2;3,p\n2,3;4;5,q\n", "date,open\n2024-03-01,true\n2024-03-02,false\n", "sep,label\n1,p\n",
            "a,b,c\n,,x\n1,,y\n",
        ]
    )
    func clean(text: String) throws {
        let result = try SampleFile(text).read(maxRefusedShare: 0.5)
        #expect(result.formWarnings.filter { !$0.hasPrefix("columns without") } == [])
        #expect(result.table.rowCount + result.refusedCount == text.split(separator: "\n").count - 1)
    }

    @Test("have quotes behind backslashes read as quotes, where the beginning has such", arguments: [1, 7, 4096])
    func backslashes(blockBytes: Int) throws {
        let text = #"""
            "x","t","label"
            1,"the 7\" disk","p"
            2,"2\"","q"
            3,"a \"b\", c","p"
            4,"C:\\","q"
            5,"two
            lines \"","p"
            """# + "\n"
        let result = try SampleFile(text).read(blockBytes: blockBytes)
        #expect(result.table.texts("t") == ["the 7\" disk", "2\"", "a \"b\", c", "C:\\\\", "two\nlines \""])
        #expect(result.table.labelTexts == ["p", "q", "p", "q", "p"])
        // A path that ends in a backslash, and doubled quotes: as ever.
        let paths = try SampleFile("t,label\n\"C:\\\",p\n\"say \"\"hi\"\"\",q\n").read(blockBytes: blockBytes)
        #expect(paths.table.texts("t") == ["C:\\", "say \"hi\""])
    }

    @Test("pass over what psql writes under the rows, however often", arguments: ["(3 rows)", "(1 row)", "Time: 0.123 ms", "(3 Zeilen)"])
    func footers(line: String) throws {
        let table = "x,label\n1,p\n2,q\n3,p\n"
        let result = try SampleFile(table + "\(line)\n").read()
        #expect(result.refusedCount == 0 && result.table.rowCount == 3)
        #expect(result.warnings.contains("1 line under a database's rows is ignored, line 5"), "\(result.warnings)")
        let many = try SampleFile(table + String(repeating: "\(line)\n", count: 200_000)).read()
        #expect(many.table.rowCount == 3)
    }

    @Test("warn of PostgreSQL's escapes, and of nothing in other tabbed texts")
    func copyEscapes() throws {
        let warning = "its texts hold backslash escapes, as PostgreSQL's COPY writes them"
        #expect(try SampleFile("t\tlabel\nC:\\\\new\tp\n\\N\tq\n").read(as: "a.tsv").warnings.contains { $0.hasPrefix(warning) })
        #expect(try SampleFile("t\tlabel\na\\tb\tp\n\\N\tq\n").read(as: "a.tsv").warnings.contains { $0.hasPrefix(warning) })
        #expect(try !SampleFile("t\tlabel\nC:\\new\tp\nx\tq\n").read(as: "a.tsv").warnings.contains { $0.hasPrefix(warning) })
    }

    @Test("are told apart by blanks where commas stand only before fractions (R's dec = \",\")")
    func blanksAndCommas() throws {
        let result = try SampleFile("\"a\" \"b\" \"label\"\n\"1\" 1,5 2,25 \"p\"\n\"2\" 2,5 3,5 \"q\"\n\"3\" 0,5 7,125 \"p\"\n").read()
        #expect(result.table.schema.columns.map(\.name) == ["a", "b"])
        #expect(result.table.texts("a") == ["1.5", "2.5", "0.5"])
    }

    @Test("that are no text are refused as that; a text in another encoding is not")
    func noText() throws {
        var random = RandomSource(seed: 5)
        let bytes = (0..<5_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let binary = #expect(throws: Refusal.self) { try SampleFile(bytes).read() }
        #expect(binary?.what.hasPrefix("the file is not text (it starts with binary data)") == true, "\(String(describing: binary))")
        let packed = [UInt8](repeating: 0, count: 2_400).indices.map { [0, 1, 2, 3, 0x50, 0x4E, 0x47, 0][$0 % 8] as UInt8 }
        #expect(throws: Refusal.self) { try SampleFile(packed).read() }
        let latin = Array("a,label\n".utf8) + (0..<200).flatMap { _ in Array("x".utf8) + [0xE9] + Array(",p\n".utf8) }
        let refusal = #expect(throws: Refusal.self) { try SampleFile(latin).read() }
        #expect(refusal?.fix?.contains("WINDOWS-1252") == true, "\(String(describing: refusal))")
    }
}
