import Domain
import RowSamples
import Testing

@Suite("Lines before the column names")
struct LinesBeforeNamesTests {
    private static let numbers = "x,n,label\n1,5,p\n2,6,q\n3,7,p\n"
    private static let words = "x,color,label\nbob,red,p\ntom,blue,q\nann,red,p\n"

    struct Sample: Sendable, CustomTestStringConvertible {
        var what: String
        var before: String
        var rows = numbers
        var warning: String

        var testDescription: String { what }
    }

    static let samples = [
        Sample(
            what: "a comment",
            before: "# exported by station 7\n",
            warning: "line 1 before the column names is ignored: '# exported by station 7'"
        ),
        Sample(what: "comments", before: "# a\n#\n\n# b, c, d\n", warning: "lines 1 to 4 before the column names are ignored: '# a'"),
        Sample(what: "comments with %", before: "% a, b\n% c\n", warning: "lines 1 to 2 before the column names are ignored: '% a, b'"),
        Sample(what: "comments with //", before: "// a, b, c\n", warning: "line 1 before the column names is ignored: '// a, b, c'"),
        Sample(what: "a comment over texts", before: "# a\n", rows: words, warning: "line 1 before the column names is ignored: '# a'"),
        Sample(
            what: "a title",
            before: "Sales report March\n",
            warning: "line 1 before the column names is ignored: 'Sales report March'"
        ),
        Sample(
            what: "a title and an empty line",
            before: "\"Sales, March\"\n\n",
            rows: words,
            warning: "line 1 before the column names is ignored: '\"Sales, March\"'"
        ),
        Sample(
            what: "a title filled up with delimiters",
            before: "Sales report March,,\n,,\n",
            warning: "lines 1 to 2 before the column names are ignored: 'Sales report March'"
        ),
        Sample(
            what: "such a title over texts",
            before: "Sales report March,,\n",
            rows: words,
            warning: "line 1 before the column names is ignored: 'Sales report March'"
        ),
        Sample(what: "lines of delimiters", before: ",,\n,,\n", warning: "lines 1 to 2 before the column names are ignored: ',,'"),
        Sample(
            what: "names and values of an instrument",
            before: "Station,7\nDate,2024-03-01\n\n",
            warning: "lines 1 to 2 before the column names are ignored: 'Station,7'"
        ),
        Sample(
            what: "a title in more fields than the rows have",
            before: "made,by,hand,in,March\n",
            warning: "line 1 before the column names is ignored: 'made,by,hand,in,March'"
        ),
    ]

    @Test("are passed over with a warning that shows the first", arguments: samples)
    func passed(sample: Sample) throws {
        let plain = try SampleFile(sample.rows).read()
        for blockBytes in [1, 5, 4096] {
            let result = try SampleFile(sample.before + sample.rows + "oops\n").read(maxRefusedShare: 0.5, blockBytes: blockBytes)
            #expect(result.table == plain.table)
            #expect(result.formWarnings == [sample.warning])
            #expect(result.refused.map(\.line) == [(sample.before + sample.rows).count { $0 == "\n" } + 1])
        }
    }

    @Test("of comments make lines with the same mark comments everywhere, and only then", arguments: [1, 4096])
    func comments(blockBytes: Int) throws {
        let result = try SampleFile("# a\nx,label\n1,p\n# \"b\n2,q\n#c\n").read(blockBytes: blockBytes)
        #expect(result.table.texts("x") == ["1.0", "2.0"])
        #expect(
            result.formWarnings == [
                "line 1 before the column names is ignored: '# a'", "2 comment lines are ignored, the first is line 4",
            ]
        )
        #expect(try SampleFile("x,label\n#1,p\n2,q\n").read().table.texts("x") == ["#1", "2"])
    }

    @Test("are not what holds the names itself")
    func marked() throws {
        let one = try SampleFile("#id,x,label\n1,5,p\n2,6,q\n").read()
        #expect(one.table.schema.columns.map(\.name) == ["#id", "x"])
        #expect(one.formWarnings.isEmpty)
        let last = try SampleFile("## v4\n#id,x,label\n1,5,p\n2,6,q\n").read()
        #expect(last.table.schema.columns.map(\.name) == ["#id", "x"])
        #expect(last.formWarnings == ["line 1 before the column names is ignored: '## v4'"])
    }

    @Test(
        "are asked for where it is not plain which they are",
        arguments: [
            ("label\n1,p\n2,q\n", "line 1 has 1 field and line 2 has 2: is line 1 not the line of column names?"),
            ("a,b\nx,y,z,w\nx,y,z,v\n", "line 1 has 2 fields and line 2 has 4: is line 1 not the line of column names?"),
            (
                "text,n,label\nhello, world,oops,1\nx, y,1,2\nz, w,2,3\n",
                "line 1 has 3 fields and line 2 has 4: is line 1 not the line of column names?"
            ),
            ("title\nred,1,a\nblue,2,b\n", "line 1 has 1 field and line 2 has 3: is line 1 not the line of column names?"),
        ]
    )
    func unclear(text: String, what: String) {
        let refusal = #expect(throws: Refusal.self) { try SampleFile(text).read() }
        #expect(refusal?.what == what)
        #expect(refusal?.place == "a.csv:1")
    }

    @Test("alone are no table", arguments: ["# a\n# b\n", "# a", "#\n#\n", "# a\n\"open\n", "# a\n\"", "Sales report\n", ",,\n,,\n"])
    func alone(text: String) {
        #expect(throws: Refusal.self) { try SampleFile(text).read() }
    }
}
