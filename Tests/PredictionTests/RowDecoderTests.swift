import Domain
import Models
import Prediction
import Rows
import Testing

@Suite("Row decoder")
struct RowDecoderTests {
    let decoder = RowDecoder(layout: .mixed)

    private func rows(_ text: String, maximumRows: Int = 10_000) throws -> [Double] {
        try decoder.rows(Array(text.utf8), columns: 4, maximumRows: maximumRows)
    }

    @Test(
        "reads a row's columns in any order, with white space, escapes, and members that the model does not know",
        arguments: [
            #"{"rows":[{"length":1.5,"größe":-2,"wet":true,"color":"blau"}]}"#,
            #"{"rows":[{"color":"blau","wet":true,"größe":-2,"length":1.5,"label":"x"}]}"#,
            #" { "id" : [1,{"a":null}] , "rows" : [ { "length" : 15e-1 , "gr\u00f6\u00dfe" : -2.0 , "wet" : true , "color" : "bl\u0061u" } ] } "#,
            "\u{feff}{\"rows\":[{\"length\":1.5,\"gro\u{308}ße\":-2,\"wet\":true,\"color\":\"blau\"}],\"rows\":7}",
        ]
    )
    func anyOrder(text: String) throws {
        #expect(try rows(text) == [1.5, -2, 1, 2])
    }

    @Test("tells objects in a row apart by their members under both names, as files do")
    func nested() throws {
        let decoder = RowDecoder(
            layout: InputLayout(columns: [
                .init(name: "request.bytes", kind: .numeric), .init(name: "request.by.you", kind: .boolean),
                .init(name: "x", kind: .numeric),
            ])
        )
        for text in [
            #"{"rows":[{"request":{"bytes":7,"method":"GET","by":{"you":true,"me":[1]}},"x":1}]}"#,
            #"{"rows":[{"x":1,"request":{"by":{"you":"true"},"bytes":"7"},"other":{"bytes":9}}]}"#,
            #"{"rows":[{"request.bytes":7,"request":{"by.you":true,"bytes":8},"x":1}]}"#,
        ] { #expect(try decoder.rows(Array(text.utf8), columns: 3, maximumRows: 10) == [7, 1, 1], "\(text)") }
        let refusal = #expect(throws: Refusal.self) {
            try decoder.rows(Array(#"{"rows":[{"request":{"bytes":7},"x":1}]}"#.utf8), columns: 3, maximumRows: 10)
        }
        #expect(refusal?.what.hasPrefix("the row has no column 'request.by.you'") == true)
    }

    @Test("takes null as missing, a level never seen as 0, an empty text as missing, −0 as 0")
    func specialValues() throws {
        let values = try rows(
            #"{"rows":[{"length":null,"größe":-0.0,"wet":null,"color":null},{"length":1,"größe":1,"wet":false,"color":"mauve"},"#
                + #"{"length":1,"größe":1,"wet":false,"color":""}]}"#
        )
        #expect(values[0].isNaN && values[2].isNaN && values[3].isNaN)
        #expect(values[1] == 0 && values[1].sign == .plus)
        #expect(values[4...7] == [1, 1, 0, 0])
        #expect(values[11].isNaN)
    }

    @Test(
        "takes in a column what a file's cell there would be taken for: quotes make no difference",
        arguments: [
            (#""length":"1.4","größe":" 2 ","wet":"TRUE","color":"red""#, [1.4, 2, 1, 1]),
            (#""length":"NA","größe":"n.a.","wet":"?","color":" red ""#, [.nan, .nan, .nan, 1]),
            (#""length":"$1,234.50","größe":"45%","wet":1,"color":true"#, [1234.5, 0.45, 1, 0]),
            (#""length":"(3)","größe":"1'000","wet":"0","color":3"#, [-3, 1000, 0, 0]),
        ] as [(String, [Double])]
    )
    func quoted(members: String, expected: [Double]) throws {
        let workspace = RowWorkspace()
        let body = Array("{\"rows\":[{\(members)}]}".utf8)
        let count = try body.withUnsafeBytes { bytes throws(Refusal) in
            try decoder.decode(bytes, maximumRows: 10, into: workspace)
        }
        let values = Array(UnsafeBufferPointer(start: workspace.inputs(count * 4), count: count * 4))
        #expect(zip(values, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(values)")
        #expect(workspace.strays.isEmpty)
    }

    @Test(
        "takes what a column cannot hold for missing, and tells of it",
        arguments: [
            (#""length":"long","größe":1,"wet":true,"color":"red""#, 0), (#""length":1e400,"größe":1,"wet":true,"color":"red""#, 0),
            (#""length":1,"größe":true,"wet":true,"color":"red""#, 1), (#""length":1,"größe":1,"wet":"perhaps","color":"red""#, 2),
            (#""length":1,"größe":1,"wet":2,"color":"red""#, 2),
        ]
    )
    func strays(members: String, place: Int) throws {
        let workspace = RowWorkspace()
        let body = Array("{\"rows\":[{\(members)}]}".utf8)
        _ = try body.withUnsafeBytes { bytes throws(Refusal) in
            try decoder.decode(bytes, maximumRows: 10, into: workspace)
        }
        let values = UnsafeBufferPointer(start: workspace.inputs(4), count: 4)
        #expect(values.indices.filter { values[$0].isNaN } == [place])
        #expect(workspace.strays.sentences.count == 1)
        let sentence = try #require(workspace.strays.sentences.first)
        #expect(sentence.hasPrefix("rows[0].\(InputLayout.mixed.columns[place].name): '"), "\(sentence)")
        #expect(sentence.hasSuffix("\(place == 2 ? "neither true nor false" : "not a number"); treated as missing"), "\(sentence)")
    }

    @Test("finds a level in another normal form")
    func normalForms() throws {
        #expect(try rows("{\"rows\":[{\"length\":1,\"größe\":1,\"wet\":true,\"color\":\"gru\u{308}n\"}]}")[3] == 3)
    }

    @Test("takes a list of no rows, and the first of two members of the same name")
    func edges() throws {
        #expect(try rows(#"{"rows":[]}"#) == [])
        #expect(try rows(#"{"rows":[{"length":1,"length":2,"größe":1,"wet":true,"color":"red"}]}"#)[0] == 1)
    }

    @Test(
        "tells what is wrong, where, and how to put it right",
        arguments: [
            (
                #"{"rows":[{"length":1,"größe":1,"wet":true,"color":"red"},{"length":1,"wet":true,"colour":"red"}]}"#,
                "rows[1]: the row has no columns 'größe', 'color'; it has 'colour', which is not a feature of the model; "
                    + "give every column of the model a value, or null where it is missing"
            ),
            (
                #"{"rows":[{"length":1,"größe":[1,2],"wet":true,"color":"red"}]}"#,
                "rows[0].größe: column 'größe' holds [1,2], which is not a single value; write a number, a text, true, false or null"
            ),
            (#"{"rows":[3]}"#, #"rows[0]: a row is no object; write each row as {"column": value, …}"#),
            (#"{"rows":{}}"#, #"'rows' is no list; send {"rows":[{"column": value, …}, …]}"#),
            (#"{"row":[]}"#, #"the body has no 'rows'; send {"rows":[{"column": value, …}, …]}"#),
            (#"[1]"#, #"the body must be a JSON object; send {"rows":[{"column": value, …}, …]}"#),
            ("", "the body is not JSON: it ends where a value should stand; send JSON as RFC 8259 has it, in UTF-8"),
            (
                #"{"rows":[],}"#,
                "the body is not JSON: '}' at byte 11 where a name in quotes is expected; send JSON as RFC 8259 has it, in UTF-8"
            ),
            (
                #"{"rows":[]} x"#,
                "the body is not JSON: 'x' at byte 12 where the end is expected; send JSON as RFC 8259 has it, in UTF-8"
            ),
            (
                "{\"a\":\"\t\"}",
                "the body is not JSON: an unescaped control character (byte 9) in a string at byte 6; send JSON as RFC 8259 has it, in UTF-8"
            ),
            (
                #"{"a":"\ud800x"}"#,
                "the body is not JSON: unpaired surrogate before byte 12; send JSON as RFC 8259 has it, in UTF-8"
            ),
        ]
    )
    func messages(text: String, message: String) throws {
        let refusal = try #require(throws: Refusal.self) { try rows(text) }
        #expect(refusal.description == message)
        #expect(refusal.kind == .invalid)
    }

    @Test("refuses more rows than are taken at once")
    func tooManyRows() throws {
        let body =
            #"{"rows":["# + Array(repeating: #"{"length":1,"größe":1,"wet":true,"color":"red"}"#, count: 3).joined(separator: ",") + "]}"
        #expect(try rows(body, maximumRows: 3).count == 12)
        let refusal = try #require(throws: Refusal.self) { try rows(body, maximumRows: 2) }
        #expect(refusal.kind == .tooLarge)
        #expect(refusal.description == "rows[2]: the request has more than 2 rows; send them in several requests, or raise server.rows")
    }

    @Test(
        "refuses bytes that are not UTF-8",
        arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]
    )
    func notUTF8(bytes: [UInt8]) throws {
        let body = Array(#"{"rows":[{"length":1,"größe":1,"wet":true,"color":""#.utf8) + bytes + Array(#""}]}"#.utf8)
        let refusal = try #require(throws: Refusal.self) { try decoder.rows(body, columns: 4) }
        #expect(refusal.what.hasSuffix("is not UTF-8"))
    }

    @Test("takes 512 levels of nesting and refuses one more")
    func nesting() throws {
        func body(_ depth: Int) -> String {
            #"{"rows":[],"a":"# + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
        }
        #expect(try rows(body(512)) == [])
        let refusal = try #require(throws: Refusal.self) { try rows(body(513)) }
        #expect(refusal.what == "the body is not JSON: lists and objects are nested more than 512 deep")
    }

    /// The texts that a request's rows have, of a model of one column of texts.
    private func texts(_ body: String, maximumRows: Int = 10) throws -> [String?] {
        let decoder = RowDecoder(layout: InputLayout(columns: [.init(name: "body", kind: .text)]))
        let workspace = RowWorkspace()
        return try Array(body.utf8).withUnsafeBytes { bytes in
            let rows = try decoder.decode(bytes, maximumRows: maximumRows, into: workspace)
            let inputs = workspace.inputs(rows)
            return workspace.texts.with { texts in
                (0..<rows).map { inputs[$0].isNaN ? nil : String(decoding: texts[inputs[$0]], as: UTF8.self) }
            }
        }
    }

    @Test(
        "takes a text alone for a model that needs no more, by the name 'text'",
        arguments: [
            (#"{"text":"where is\u0020it"}"#, ["where is it"]), (#"{"id":1,"text":["a", null ,"c"],"text":7}"#, ["a", nil, "c"]),
            (#"{"rows":[{"text":"a"},{"body":"b","text":"c"}],"text":"d"}"#, ["a", "b"]), (#"{"text":""}"#, [nil]),
        ] as [(String, [String?])]
    )
    func text(body: String, expected: [String?]) throws {
        #expect(try texts(body) == expected)
    }

    @Test("says what a model needs beside a text, or that it is none")
    func notATextAlone() throws {
        func refusal(_ columns: [InputLayout.Column], _ body: String = #"{"text":"a"}"#) throws -> String? {
            let decoder = RowDecoder(layout: InputLayout(columns: columns))
            return #expect(throws: Refusal.self) {
                try decoder.rows(Array(body.utf8), columns: columns.count, maximumRows: 1)
            }?.description
        }
        let fix = #"send {"rows":[{"column": value, …}]} with every column"#
        #expect(
            try refusal([.init(name: "body", kind: .text), .init(name: "amount", kind: .numeric)])
                == "text: the model needs more than a text: beside 'body', column 'amount'; \(fix)"
        )
        #expect(
            try refusal([.init(name: "a", kind: .text), .init(name: "b", kind: .text)])
                == "text: the model has several columns of texts: 'a', 'b'; \(fix)"
        )
        #expect(
            try refusal([.init(name: "n", kind: .numeric)]) == "text: the model has no column of texts; its columns are 'n'; \(fix)"
        )
        let text = [InputLayout.Column(name: "body", kind: .text)]
        #expect(try refusal(text, #"{"text":{"a":1}}"#)?.hasPrefix(#"text: it is {"a":1}, which is no text; send {"text": "…"}"#) == true)
        #expect(try refusal(text, #"{"text":["a","b"]}"#)?.hasPrefix("text[1]: the request has more than 1 rows") == true)
    }

    @Test("reads numbers to the nearest double, as strtod does")
    func numbers() throws {
        var random = SystemRandomNumberGenerator()
        let decoder = RowDecoder(layout: .numbers("x"))
        var texts = [
            "0", "-0", "1", "9007199254740993", "9007199254740992.5", "0.1", "1e22", "1e23", "123456789012345678901234567890", "1e-400",
            "5e-324", "2.4703282292062327e-324", "1.7976931348623157e308", "0.000000000000000000000000000000001", "1E+2", "1.0e-2",
            "179769313486231570000000000000000000000", "7.2057594037927933e16", "0.30000000000000004",
        ]
        for _ in 0..<20_000 {
            let double = Double(bitPattern: random.next())
            if double.isFinite { texts.append("\(double)") }
            texts.append(
                "\(Int64.random(in: -1_000_000_000...1_000_000_000, using: &random)).\(UInt32.random(in: 0...999_999, using: &random))"
            )
            texts.append("\(UInt64(random.next() as UInt64))e\(Int.random(in: -40...40, using: &random))")
        }
        for text in texts {
            let value = try decoder.rows(Array(#"{"rows":[{"x":\#(text)}]}"#.utf8), columns: 1)[0]
            #expect(value == Double(text)!, "\(text)")
        }
    }
}
