import Domain
import LearnCommands
import Testing

@Suite("Rows for prediction")
struct RowTests {
    private static let types = ColumnTypes(model: "iris", kinds: ["n": .numeric, "c": .categorical, "b": .boolean], label: "y")

    @Test(
        "types a value by its column: a categorical 3 stays text, a number keeps its digits",
        arguments: [
            ("n", "3", "3"), ("n", "-1.50", "-1.50"), ("n", "1e5", "1e5"), ("n", " 7 ", "7"), ("n", ".5", "0.5"), ("n", "5.", "5.0"),
            ("n", "+4", "4.0"), ("n", "007", "7.0"), ("n", "12345678901234567890", "12345678901234567890"), ("n", "abc", #""abc""#),
            ("n", "nan", #""nan""#), ("n", "1e999", #""1e999""#), ("n", "", "null"), ("c", "3", #""3""#), ("c", "a\"b\\", #""a\"b\\""#),
            ("c", "line\nend", #""line\u000aend""#), ("c", "", "null"), ("b", "true", "true"), ("b", "FALSE", "false"), ("b", "1", "true"),
            ("b", "0", "false"), ("b", "maybe", #""maybe""#), ("unknown", "1", #""1""#),
        ])
    func typing(column: String, value: String, json: String) {
        #expect(String(decoding: Self.types.json(value, column: column), as: UTF8.self) == json)
    }

    @Test("names the columns there are for one that is not")
    func unknownColumn() throws {
        try Self.types.require("n")
        try Self.types.require("y")
        let error = #expect(throws: UsageError.self) { try Self.types.require("petal") }
        #expect(error?.description == "model 'iris' has no column 'petal'; its columns are 'b', 'c', 'n'")
    }

    @Test(
        "knows where rows come from by the words",
        arguments: [
            (["a=1", "b=x=y"], "pairs([a:1, b:x=y])"), (["-"], "standard input"), ([#" {"a":1}"#], #"object( {"a":1})"#),
        ])
    func source(words: [String], expected: String) throws {
        let described =
            switch try RowSource(words: words) {
            case .pairs(let pairs): "pairs([" + pairs.map { "\($0.column):\($0.value)" }.joined(separator: ", ") + "])"
            case .object(let text): "object(\(text))"
            case .standardInput: "standard input"
            case .images(let paths): "images(\(paths))"
            }
        #expect(described == expected)
    }

    @Test(
        "says what is wrong with words that are no row",
        arguments: [
            (["a"], "'a' is not column=value"), (["=1"], "'=1' is not column=value"), (["a=1", "a=2"], "'a' is given twice"),
            (["{\"a\":"], "is not a JSON object"), (["{1}"], "is not a JSON object"), ([], "no row"),
        ])
    func badSource(words: [String], message: String) {
        let error = #expect(throws: UsageError.self) { try RowSource(words: words) }
        #expect(error?.description.contains(message) == true)
    }

    @Test("takes image files instead of a row")
    func imageSource() throws {
        #expect(try RowSource(words: [], images: ["a.png", "-"]) == .images(["a.png", "-"]))
        let both = #expect(throws: UsageError.self) { try RowSource(words: ["a=1"], images: ["a.png"]) }
        #expect(both?.description == "'a=1' stands beside --image; give a row or image files")
        #expect(throws: UsageError.self) { try RowSource(words: [], images: ["-", "-"]) }
    }

    @Test(
        "reads CSV with quotes, line ends in fields, CRLF, a byte-order mark and no last line end, in pieces of any size",
        arguments: [1, 2, 3, 7, 1000])
    func csv(pieceSize: Int) throws {
        let text = "\u{FEFF}n,c,y\r\n1,\"a \"\"b\"\", c\",z\r\n\r\n2,\"two\nlines\",z\n3,,z"
        let rows = try Self.read(text, pieceSize: pieceSize)
        #expect(
            rows.map(\.text) == [
                #"{"n":1,"c":"a \"b\", c","y":"z"}"#, #"{"n":2,"c":"two\u000alines","y":"z"}"#, #"{"n":3,"c":null,"y":"z"}"#,
            ])
        #expect(rows.map(\.line) == [2, 4, 6])
    }

    @Test("reads TSV and JSON Lines by their first line", arguments: [1, 5, 1000])
    func otherFormats(pieceSize: Int) throws {
        #expect(try Self.read("n\tc\n1\t2\n", pieceSize: pieceSize).map(\.text) == [#"{"n":1,"c":"2"}"#])
        let lines = try Self.read("{\"n\": 1}\r\n\n  {\"n\": 2}", pieceSize: pieceSize)
        #expect(lines.map(\.text) == [#"{"n": 1}"#, #"{"n": 2}"#])
        #expect(lines.map(\.line) == [1, 3])
    }

    @Test("takes the format that is asked for, whatever the first line looks like")
    func forced() throws {
        var reader = RowReader(types: Self.types, format: .tsv)
        let rows = try reader.take(Array("{n}\tc,d\n1\t2\n".utf8))
        #expect(rows.map { String(decoding: $0.json, as: UTF8.self) } == [#"{"{n}":"1","c,d":"2"}"#])
    }

    @Test(
        "refuses rows that cannot be read, naming the line",
        arguments: [
            ("n,c\n1\n", "line 2: has 1 fields where the header has 2; give every row as many fields as the header"),
            ("n,c\n1,\"open\n", "line 2: a quoted field is not closed; close it with '\"'"),
            ("n,c\n1,\"a\"b\n", "line 2: text follows a closing quote; double the quotes inside a quoted field"),
            ("{\"n\":1}\n[2]\n", "line 2: is not a JSON object; write one object a line, in braces"),
        ])
    func bad(text: String, message: String) {
        let error = #expect(throws: Refusal.self) { try Self.read(text, pieceSize: 1000) }
        #expect(error?.description == message)
    }

    private static func read(_ text: String, pieceSize: Int) throws -> [(text: String, line: Int)] {
        var reader = RowReader(types: types, format: nil)
        var rows: [RowReader.Row] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            rows += try reader.take(Array(rest.prefix(pieceSize)))
            rest = rest.dropFirst(pieceSize)
        }
        rows += try reader.finish()
        return rows.map { (String(decoding: $0.json, as: UTF8.self), $0.line) }
    }
}
