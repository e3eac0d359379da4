import Domain
import Reading
import RowSamples
import Rows
import Testing

@Suite("JSON documents")
struct JSONDocumentTests {
    private static let lines = #"""
        {"x":1,"t":"a","label":"p"}
        {"x":null,"t":"é","label":"q"}
        {"x":3.5,"t":"c\n","label":"p"}
        """#
    private static let objects = #"{"x":1,"t":"a","label":"p"},{"x":null,"t":"é","label":"q"},{"x":3.5,"t":"c\n","label":"p"}"#
    private static let values = #"[1,"a","p"],[null,"é","q"],[3.5,"c\n","p"]"#

    struct Sample: Sendable, CustomTestStringConvertible {
        var what: String
        var text: String
        /// Also where the name says that a line is a row.
        var isForLines = true

        var testDescription: String { what }
    }

    static let samples: [Sample] = [
        Sample(what: "a list of objects", text: "[\(objects)]"),
        Sample(what: "a list over several lines", text: "\n[\n  \(objects.replacing("},", with: "},\n  "))\n]\n"),
        Sample(
            what: "objects over several lines",
            text: objects.replacing("},", with: "}\n").replacing(",", with: ",\n  ").replacing("{", with: "{\n")
        ),
        Sample(what: "a list of such objects", text: "[" + objects.replacing(":", with: " :\n\t") + "]"),
        Sample(what: "objects with commas between them", text: objects.replacing("},", with: "},\n")),
        Sample(
            what: "two lists",
            text: objects.replacing("},{\"x\":3.5", with: "}]\n[{\"x\":3.5").replacing("{\"x\":1", with: "[{\"x\":1") + "]"
        ),
        Sample(what: "a member that holds the rows", text: #"{"status":"ok","meta":{"n":[3]},"results":[\#(objects)],"next":null}"#),
        Sample(what: "the same over several lines", text: "{\"data\":[\n\(objects.replacing("},", with: "},\n"))\n]}"),
        Sample(what: "pandas' orient='table'", text: #"{"schema":{"fields":[{"name":"x"}]},"data":[\#(objects)]}"#),
        Sample(what: "pandas' orient='split'", text: #"{"columns":["x","t","label"],"index":[0,1,2],"data":[\#(values)]}"#),
        Sample(
            what: "the same over several lines",
            text: "{\n \"columns\": [\"x\",\n\"t\",\"label\"],\n \"data\": [\(values.replacing(",", with: ",\n"))]\n}\n"
        ),
        Sample(what: "rows under 'rows'", text: #"{"rows":[\#(values)],"columns":["x","t","label"],"truncated":false}"#),
        Sample(what: "lists as columns", text: #"{"x":[1,null,3.5],"t":["a","é","c\n"],"label":["p","q","p"]}"#),
        Sample(
            what: "the same over several lines",
            text: "{\n\"x\":[1,\n null,3.5] ,\"t\": [ \"a\",\"é\",\"c\\n\" ],\"label\":[\"p\",\"q\",\"p\"]\n}"
        ),
        Sample(
            what: "pandas' own form",
            text: #"{"x":{"0":1,"1":null,"2":3.5},"t":{"0":"a","1":"é","2":"c\n"},"label":{"0":"p","1":"q","2":"p"}}"#
        ),
        Sample(
            what: "the same with names of rows",
            text: #"{"x":{"r1":1,"r2":null,"r3":3.5},"t":{"r1":"a","r2":"é","r3":"c\n"},"label":{"r1":"p","r2":"q","r3":"p"}}"#,
            isForLines: false
        ),
        Sample(
            what: "pandas' orient='index'",
            text: #"{"0":{"x":1,"t":"a","label":"p"},"1":{"x":null,"t":"é","label":"q"},"2":{"x":3.5,"t":"c\n","label":"p"}}"#
        ),
        Sample(what: "a list of lists, the first with the names", text: #"[["x","t","label"],\#(values)]"#),
        Sample(what: "a list a line", text: "[\"x\",\"t\",\"label\"]\n" + values.replacing("],", with: "]\n") + "\n"),
    ]

    @Test("give the rows that JSON Lines give, whatever the name's ending", arguments: samples)
    func read(sample: Sample) throws {
        let plain = try SampleFile(Self.lines).read(as: "a.jsonl").table
        for (name, blockBytes) in [("a.json", 1), ("a.json", 7), (sample.isForLines ? "a.jsonl" : "a.json", 4096)] {
            let result = try SampleFile(sample.text).read(as: name, blockBytes: blockBytes)
            #expect(result.table == plain)
            #expect(result.formWarnings.isEmpty)
            #expect(result.refused.isEmpty)
        }
        #expect(try SampleFile(sample.text).read(as: "a.json", schema: plain.schema).table == plain)
        #expect(try SampleFile(Packing.zstd(Array(sample.text.utf8))).read(as: "a.json.zst").table == plain)
    }

    @Test("of a single object are one row")
    func single() throws {
        for text in ["{\"x\":1,\"label\":\"p\"}", "{\n  \"x\": 1,\n  \"label\": \"p\"\n}\n", "[{\"x\":1,\"label\":\"p\"}]"] {
            let table = try SampleFile(text).read(as: "a.json").table
            #expect(table.texts("x") == ["1.0"])
            #expect(table.labelTexts == ["p"])
        }
        let nested = try SampleFile(#"{"x":{"a":1},"label":{"b":"p"}}"#).read(as: "a.json").table
        #expect(nested.schema.columns.map(\.name) == ["x.a"])
        let parts = try SampleFile(#"{"x":{"a":1,"b":2},"label":{"a":3,"b":4}}"#).read(as: "a.jsonl").table
        #expect(parts.schema.columns.map(\.name) == ["x.a", "x.b", "label.a"])
    }

    @Test("have rows set aside with their number and the reason")
    func badRows() throws {
        let list = try SampleFile(#"[{"x":1,"label":"p"},null,{"x":[2],"label":"q"},[3],{"x":4,"label":"q"}]"#).read(
            as: "a.json",
            maxRefusedShare: 0.9
        )
        #expect(list.refused.map(\.line) == [2, 3, 4])
        #expect(
            list.refused.map(\.reason) == [
                "the row is not a JSON object",
                "column 'x' holds a list; flatten it, e.g. with jq, or leave the column out (models.MODEL.columns: {x: ignore})",
                "the row is not a JSON object",
            ]
        )
        let lists = try SampleFile(#"[["x","label"],[1,"p"],[2],[[3],"q"],7,["\u0000","q"],[4,"q","r"],[5,"q"]]"#).read(
            as: "a.json",
            maxRefusedShare: 0.9
        )
        #expect(lists.table.texts("x") == ["1.0", "5.0"])
        #expect(
            lists.refused.map(\.reason) == [
                "the row has 1 values, the columns are 2",
                "column 'x' holds a list; flatten it, e.g. with jq, or leave the column out (models.MODEL.columns: {x: ignore})",
                "the row is not a list of values", "column 'x' holds a NUL byte", "the row has 3 values, the columns are 2",
            ]
        )
        let columns = try SampleFile(#"{"x":[1,[2],3,+4],"label":["p","q","q","p"]}"#).read(as: "a.json", maxRefusedShare: 0.9)
        #expect(columns.table.texts("x") == ["1.0", "3.0"])
        #expect(columns.refused.map(\.line) == [2, 4])
    }

    @Test(
        "are refused with what is wrong",
        arguments: [
            (#"[{"x":1,"label":"p"},{"x":2"#, "the file ends inside its JSON, after row 1"),
            (#"[{"x":1,"label":"p"}"#, "the file ends inside its JSON, after row 1"),
            (#"[{"x":1,"label":"p"} {"x":1,"label":"p"}]"#, "a comma or the end of the list is expected"),
            (#"[{"x":1,"label":"p"}] x"#, "something else follows"),
            ("{\"columns\":[\"x\",\"label\"],\n\"data\":[[1,\"p\"]", "the file ends inside its JSON"),
            ("{\"x\":[1,2],\n\"label\":[\"p\",\"q\"]} 7", "something follows the object"),
            (#"{"x":[1,2],"label":["p"]}"#, "the columns have different numbers of values: some end after 1"),
            (#"{"x":{"0":1,"1":2},"label":{"0":"p","2":"q"}}"#, "row 2 is \"1\" in column 'x' and \"2\" in column 'label'"),
            (#"{"a":[{"x":1}],"b":[{"x":1}]}"#, "the file holds more than one list of objects: 'a', 'b'"),
            (#"{"columns":["x","x"],"data":[[1,2]]}"#, "two columns are named 'x'"),
            ("[[1,2],[3,4]]", "the file's rows are lists, and the first does not hold the columns' names"),
            ("[1,2,3]", "the file is a JSON list of single values"), ("[]", "the file holds no JSON objects"),
            (#"[["x","label"]]"#, "no rows"), (#"{"data":[]}"#, "column 'data' holds a list"),
        ]
    )
    func refused(text: String, what: String) {
        for blockBytes in [1, 4096] {
            let refusal = #expect(throws: Refusal.self) { try SampleFile(text).read(as: "a.json", blockBytes: blockBytes) }
            #expect(refusal?.what.contains(what) == true, "\(String(describing: refusal))")
        }
    }

    @Test(
        "are held to the bounds",
        arguments: [
            (
                "[{\"x\":\"\(String(repeating: "y", count: 500))\",\"label\":\"p\"}]", ReadLimits(lineBytes: 100),
                "the line has more than 100 bytes"
            ),
            ("{\"x\":[1,2,3],\"label\":[4,5,6]}", ReadLimits(rows: 2), "the file has more than 2 rows"),
            ("{\"x\":[1,2,3],\"label\":[4,5,6]}", ReadLimits(expandedBytes: 20), "the file's content has more than 20 bytes"),
            ("{\"x\":[1],\"y\":[1],\"label\":[4]}", ReadLimits(columns: 2), "members"),
            ("[[\"x\",\"y\",\"label\"],[1,2,3]]", ReadLimits(columns: 2), "the file has more than 2 columns"),
        ]
    )
    func bounds(text: String, limits: ReadLimits, what: String) {
        let refusal = #expect(throws: Refusal.self) { try SampleFile(text).read(as: "a.json", limits: limits, blockBytes: 64) }
        #expect(refusal?.kind == .tooLarge)
        #expect(refusal?.what.contains(what) == true, "\(String(describing: refusal))")
    }

    @Test(
        "tell of a row by its number, where lines tell nothing; of one a line by its line",
        arguments: [
            ("[\n\n{\"x\":1,\"label\":\"p\"},\n\n{\"x\":\"!\",\"label\":\"q\"},{\"x\":3}]", "row"),
            (#"{"x":{"0":1,"1":"!","2":3},"label":{"0":"p","1":"q","2":null}}"#, "row"),
            (#"{"columns":["x","label"],"data":[[1,"p"],["!","q"],[3,null]]}"#, "row"),
            ("{\"x\":1,\"label\":\"p\"}\n{\"x\":\"!\",\"label\":\"q\"}\n{\"x\":3}", "line"),
        ]
    )
    func places(text: String, unit: String) throws {
        let schema = Schema(columns: [.init(name: "x", kind: .numeric)], label: "label", task: .classification)
        let refusal = #expect(throws: Refusal.self) { try SampleFile(text).read(as: "a.json", schema: schema) }
        #expect(refusal?.what.contains(": \(unit) 3: the label 'label' is missing") == true, "\(String(describing: refusal))")
        let values = #expect(throws: Refusal.self) { try SampleFile(text).read(as: "a.json", schema: schema, maxRefusedShare: 1) }
        #expect(values?.what.contains("first '!' in \(unit) 2") == true, "\(String(describing: values))")
    }

    @Test("of many rows are read as they come")
    func many() throws {
        let rows = (0..<9_000).map { "{\"x\":\($0),\"label\":\"\($0 % 3)\"}" }
        let list = try SampleFile("[" + rows.joined(separator: ",") + "]").read(as: "a.json")
        #expect(list.table.rowCount == 9_000)
        let index = try SampleFile("{" + rows.enumerated().map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}").read(as: "a.json")
        #expect(index.table == list.table)
    }

    @Test("never trap, whatever the bytes are", arguments: samples)
    func garbage(sample: Sample) {
        var random = RandomSource(seed: 23)
        let alphabet: [UInt8] = Array("{}\"a:,1e-.\\utrueNnl[] \n".utf8) + [0xC3, 0xFF, 0]
        for _ in 0..<300 {
            var bytes = Array(sample.text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = alphabet.randomElement(using: &random)!
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            let small = try? SampleFile(bytes).read(as: "a.json", maxRefusedShare: 1, blockBytes: 5)
            let large = try? SampleFile(bytes).read(as: "a.json", maxRefusedShare: 1)
            #expect(small?.table.labelTexts == large?.table.labelTexts, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
