import Domain
import Reading
import RowSamples
import Rows
import Testing

@Suite("JSON Lines files")
struct JSONLinesTests {
    private func read(
        _ text: String,
        schema: Schema? = nil,
        maxRefusedShare: Double = 0.10,
        blockBytes: Int = 256 << 10
    ) throws(Refusal) -> ReadResult {
        try SampleFile(text).read(as: "a.jsonl", schema: schema, maxRefusedShare: maxRefusedShare, blockBytes: blockBytes)
    }

    @Test("give numbers, texts, booleans and null their kinds, in blocks of any size", arguments: [1, 3, 8, 4096])
    func kinds(blockBytes: Int) throws {
        let text = #"""
            {"n": 1.5, "t": "red", "b": true, "label": "p"}

            {"b": false, "label": "q", "n": -2e3, "t": ""}
            {"n": null, "t": "blue", "b": null, "label": "p"}
            {"label": "q"}
            """#
        let table = try read(text, blockBytes: blockBytes).table
        #expect(table.schema.columns.map(\.name) == ["n", "t", "b"])
        #expect(table.schema.columns.map(\.kind) == [.numeric, .categorical, .boolean])
        #expect(table.texts("n") == ["1.5", "-2000.0", nil, nil])
        #expect(table.texts("t") == ["red", nil, "blue", nil])
        #expect(table.texts("b") == ["true", "false", nil, nil])
        #expect(table.labelTexts == ["p", "q", "p", "q"])
    }

    @Test("may bring a column late: it is missing in the rows before")
    func lateColumn() throws {
        let table = try read("{\"a\":1,\"label\":0}\n{\"z\":\"x\",\"a\":2,\"label\":1}\n").table
        #expect(table.texts("z") == [nil, "x"])
    }

    @Test("resolve escapes")
    func escapes() throws {
        let table = try read(#"{"\u0061":"\"\\\/\b\f\n\r\tÅ\ud83d\ude00é","label":1}"#).table
        #expect(table.texts("a") == ["\"\\/\u{8}\u{C}\n\r\tÅ😀é"])
    }

    @Test("take what Python writes for NaN and its Infinity as missing, the latter with a warning")
    func python() throws {
        let rows = (1...20).map { "{\"a\":\($0 * 7 % 5),\"label\":0}\n" }.joined()
        let result = try read("{\"a\":NaN,\"label\":1}\n{\"a\":Infinity,\"label\":1}\n" + rows)
        #expect(result.table.texts("a").prefix(3) == [nil, nil, "2.0"])
        #expect(result.warnings == ["column 'a': 1 value is not a number; treated as missing: 'Infinity' (line 2)"])
    }

    @Test("hold the same value in quotes and without")
    func quotedNumber() throws {
        let table = try read("{\"a\":\"3\",\"b\":\"true\",\"label\":1}\n{\"a\":3.5,\"b\":false,\"label\":1}\n").table
        #expect(table.kind("a") == .numeric)
        #expect(table.texts("a") == ["3.0", "3.5"])
        #expect(table.texts("b") == ["true", "false"])
    }

    @Test("name one class for a number and the same in quotes")
    func labels() throws {
        #expect(try read("{\"a\":1,\"label\":\"3\"}\n{\"a\":2,\"label\":3.0}\n").table.labelTexts == ["3", "3"])
    }

    @Test(
        "set a line aside that is not an object of single values",
        arguments: [
            (#"{"a":[1],"label":1}"#, "column 'a' holds a list; flatten it, e.g. with jq"),
            (#"{"b":{"c":[1]},"label":1}"#, "column 'b.c' holds a list"),
            (#"{"a":{"b":1},"a.b":2,"label":1}"#, "the name 'a.b' comes twice"),
            (#"{"a":{"b":1,"label":1}"#, "the line ends inside the object"),
            (#"{"a":"x\u0000","label":1}"#, "column 'a' holds a NUL byte"),
            (#"{"a":1,"a":2,"label":1}"#, "the name 'a' comes twice"),
            (#"{"a":null,"a":2,"label":1}"#, "the name 'a' comes twice"),
            (#"{"a":01,"label":1}"#, "holds '01', which is not a JSON value"),
            (#"{"a":.5,"label":1}"#, "holds '.5', which is not a JSON value"),
            (#"{"a":1.,"label":1}"#, "which is not a JSON value"),
            (#"{"a":+1,"label":1}"#, "which is not a JSON value"),
            (#"{"a":True,"label":1}"#, "which is not a JSON value"),
            (#"{"a":,"label":1}"#, "which is not a JSON value"),
            (#"{"a":1,"label":1"#, "the line ends inside the object"),
            (#"{"a":1,"label":1} x"#, "something follows the object"),
            (#"{"a":1 "label":1}"#, "a comma or the end of the object is expected"),
            (#"{"a" 1,"label":1}"#, "a colon is expected"),
            (#"{"a":1,}"#, "a name in quotes is expected"),
            (#"{"a":"x,"label":1}"#, "expected"),
            (#"{"a":"x"#, "a text is never closed"),
            (#"{"a":"\x","label":1}"#, "an escape is wrong"),
            (#"{"a":"\ud800","label":1}"#, "an escape is wrong"),
            (#"{"a":"\u12g4","label":1}"#, "an escape is wrong"),
            ("{\"a\":\"x\u{1}\",\"label\":1}", "a control character"),
            (#"1,2"#, "the row is not a JSON object"),
            (#"{"a":1}"#, "the label 'label' is missing"),
            (#"{"a":1,"label":null}"#, "the label 'label' is missing"),
        ]
    )
    func badLines(line: String, reason: String) throws {
        let result = try read("{\"a\":0,\"label\":1}\n\(line)\n", maxRefusedShare: 0.5)
        #expect(result.refused.map(\.line) == [2])
        #expect(result.refused.first?.reason.contains(reason) == true, "\(result.refused)")
        #expect(result.table.rowCount == 1)
    }

    @Test("give the members of an object both names")
    func nested() throws {
        let text = #"""
            {"a":{"b":1,"c":{"d":"x"}},"e":{},"label":"p"}
            {"a.b":2,"a":{"c":{"d":"y"}},"label":"q"}
            """#
        let result = try read(text)
        #expect(result.table.schema.columns.map(\.name) == ["a.b", "a.c.d"])
        #expect(result.table.texts("a.b") == ["1.0", "2.0"])
        #expect(result.table.texts("a.c.d") == ["x", "y"])
        #expect(result.refusedCount == 0)
        let again = try read(text, schema: result.table.schema)
        #expect(again.table == result.table)
    }

    @Test("say how deep objects may lie in each other")
    func deep() throws {
        let deep = String(repeating: #"{"a":"#, count: 40) + "1" + String(repeating: "}", count: 40)
        let result = try read("{\"label\":1,\"x\":1}\n{\"label\":1,\"x\":\(deep)}\n", maxRefusedShare: 0.5)
        #expect(result.refused.first?.reason.hasSuffix("holds objects more than 32 deep") == true, "\(result.refused)")
    }

    @Test(
        "are refused with what is wrong with their rows where all are bad",
        arguments: [
            (
                #"{"tags":["a"],"c":1,"label":"x"}"#,
                "2 of 2 rows cannot be used: line 1 and 1 more: column 'tags' holds a list; flatten it, e.g. with jq, or leave the column out (models.MODEL.columns: {tags: ignore})"
            ),
            (#"{"tags":["a"]}"#, ": line 1 and 1 more: column 'tags' holds a list"),
            ("a,label", ": line 1 and 1 more: the row is not a JSON object"),
            (#"{"a":1"#, ": line 1 and 1 more: the line ends inside the object"),
        ]
    )
    func allBad(line: String, what: String) {
        let refusal = #expect(throws: Refusal.self) { try read("\(line)\n\(line)\n") }
        #expect(refusal?.what.contains(what) == true, "\(String(describing: refusal))")
    }

    @Test("are refused if no row has one of the model's columns")
    func missingColumn() throws {
        let schema = Schema(
            columns: [.init(name: "a", kind: .numeric), .init(name: "b", kind: .numeric)],
            label: "label",
            task: .classification
        )
        let refusal = #expect(throws: Refusal.self) { try read("{\"a\":1,\"label\":1}\n", schema: schema) }
        #expect(refusal?.what == "no row has the column 'b'")
        let result = try read(
            "{\"a\":1,\"label\":1,\"c\":[]}\n{\"a\":1,\"b\":2,\"label\":1}\n{\"label\":0,\"d\":1,\"b\":3}",
            schema: schema,
            maxRefusedShare: 0.4
        )
        #expect(result.table.texts("a") == ["1.0", "1.0", nil], "a list in a column that nobody asked for is no fault")
        #expect(result.warnings == ["columns that the model does not have are ignored: 'd', 'c'"])
    }

    @Test("columns that the settings leave out are not told of, whatever they hold, in a first file and in a later one")
    func leftOut() throws {
        let rows = "{\"a\":1,\"tags\":[1],\"at\":\"t\",\"label\":1}\n{\"a\":2,\"tags\":[],\"at\":\"u\",\"label\":0}\n"
        let specification = ModelSpecification(label: "label", columns: ["tags": .ignore, "at": .ignore])
        let first = try SampleFile(rows).read(as: "first.jsonl", specification: specification)
        #expect(!first.warnings.contains { $0.contains("ignore") }, "\(first.warnings)")
        let later = try SampleFile(rows).read(as: "later.jsonl", schema: first.table.schema, specification: specification)
        #expect(later.warnings == [])
    }

    @Test("without a row are refused", arguments: ["", "\n\n", " "])
    func empty(text: String) {
        #expect(throws: Refusal.self) { try read(text) }
    }

    @Test("never trap, whatever the bytes are")
    func garbage() {
        var random = RandomSource(seed: 17)
        let alphabet: [UInt8] = Array("{}\"a:,1e-.\\utrueNnl[] \n".utf8) + [0xC3, 0xFF, 0]
        for _ in 0..<5_000 {
            var bytes = Array("{\"a\":1,\"label\":2}\n{\"a\":\"x\\u00e9\",\"label\":true}\n".utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = alphabet.randomElement(using: &random)!
            }
            let small = try? SampleFile(bytes).read(as: "a.jsonl", maxRefusedShare: 1, blockBytes: 5)
            let large = try? SampleFile(bytes).read(as: "a.jsonl", maxRefusedShare: 1)
            #expect(small?.table.labelTexts == large?.table.labelTexts)
        }
    }
}
