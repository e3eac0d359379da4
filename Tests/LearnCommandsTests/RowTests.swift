import Domain
import LearnCommands
import Testing

@Suite("Rows for prediction")
struct RowTests {
    private static let types = ColumnTypes(model: "iris", kinds: ["n": .numeric, "c": .categorical, "b": .boolean], labels: ["y"])

    @Test(
        "sends numbers that are JSON without quotes, digit for digit, and all else as the text that it is",
        arguments: [
            ("n", "3", "3"), ("n", "-1.50", "-1.50"), ("n", "1e5", "1e5"), ("n", " 7 ", "7"), ("n", "1e999", "1e999"),
            ("n", "12345678901234567890", "12345678901234567890"), ("n", ".5", #"".5""#), ("n", "5.", #""5.""#), ("n", "+4", #""+4""#),
            ("n", "007", #""007""#), ("n", "1,5", #""1,5""#), ("n", "$5", #""$5""#), ("n", "abc", #""abc""#), ("n", "nan", #""nan""#),
            ("n", "", "null"), ("c", "3", #""3""#), ("c", "a\"b\\", #""a\"b\\""#), ("c", "line\nend", #""line\u000aend""#),
            ("c", "", "null"),
            ("b", "true", #""true""#), ("b", "FALSE", #""FALSE""#), ("b", "1", #""1""#), ("b", "maybe", #""maybe""#),
            ("unknown", "1", #""1""#),
        ]
    )
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
            (["rows.csv"], "file(rows.csv)"), (["a.JSONL.gz"], "file(a.JSONL.gz)"), (["./rows"], "file(./rows)"),
            (["a=b/c.csv"], "pairs([a:b/c.csv])"), (["a=\u{301}x"], "pairs([a:\u{301}x])"),
            (["my card and/or pin is lost"], "pairs([], my card and/or pin is lost)"),
            (["a=1", "please read cases.csv"], "pairs([a:1], please read cases.csv)"),
            (["I sent it as a.png"], "pairs([], I sent it as a.png)"),
        ]
    )
    func source(words: [String], expected: String) throws {
        let described =
            switch try RowSource(words: words) {
            case .pairs(let pairs, let text):
                "pairs([" + pairs.map { "\($0.column):\($0.value)" }.joined(separator: ", ") + "]" + (text.map { ", \($0)" } ?? "") + ")"
            case .object(let text): "object(\(text))"
            case .standardInput: "standard input"
            case .file(let path): "file(\(path))"
            case .images(let paths): "images(\(paths))"
            }
        #expect(described == expected)
    }

    @Test(
        "says what is wrong with words that are no row",
        arguments: [
            (["my", "card"], "'my' and 'card' are both without 'column='; a text is one word: put it in quotes"),
            (["=1"], "'=1' is not column=value"), (["a=1", "a=2"], "'a' is given twice"),
            (["{\"a\":"], "is not a JSON object"), (["{1}"], "is not a JSON object"), ([], "no row"),
            (["red/1.PNG"], "'red/1.PNG' is an image; predict it with 'learnctl predict MODEL --image red/1.PNG'"),
        ]
    )
    func badSource(words: [String], message: String) {
        let error = #expect(throws: UsageError.self) { try RowSource(words: words) }
        #expect(error?.description.contains(message) == true)
    }

    @Test("takes image files instead of a row")
    func imageSource() throws {
        #expect(try RowSource(words: [], images: ["a.png", "-"]) == .images(["a.png", "-"]))
        let both = #expect(throws: UsageError.self) { try RowSource(words: ["a=1"], images: ["a.png"]) }
        #expect(both?.description == "'a=1' cannot be combined with --image; give either a row or image files")
        #expect(throws: UsageError.self) { try RowSource(words: [], images: ["-", "-"]) }
    }
}
