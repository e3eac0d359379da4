import Domain
import FakeDaemon
import FoundationEssentials
import LearnCommands
import Reading
import Testing

@Suite("Predicting")
struct PredictVerbTests {
    /// Answers each row with its place in the request.
    private static func answer(_ request: FakeRequest) -> FakeReply {
        guard request.method == "POST" else { return .json(200, Bodies.model()) }
        let rows = request.body.components(separatedBy: #""petal_length":"#) - 1
        let predictions = (0..<rows).map { #"{"label":"c\#($0)","probability":0.9,"probabilities":{"c\#($0)":0.9,"d":0.1}}"# }
        return .json(200, #"{"model":"iris","version":4,"predictions":[\#(predictions.joined(separator: ","))]}"#)
    }

    @Test("types pairs by the model's columns and names the version that answered")
    func pairs() async throws {
        try await FakeDaemon.run(answer: Self.answer) { daemon in
            let (paper, status) = await Self.predict(daemon, ["petal_length=1.4", "code=3", "wet=yes"])
            #expect(status == .ok)
            #expect(paper.out == "c0\t0.9000\tversion 4\n")
            #expect(daemon.requests.last?.body == #"{"rows":[{"petal_length":1.4,"code":"3","wet":"yes"}]}"#)
        }
    }

    @Test("tells what the daemon read as missing, by the row's place")
    func warnings() async throws {
        @Sendable func answer(_ request: FakeRequest) -> FakeReply {
            guard request.method == "POST" else { return .json(200, Bodies.model()) }
            return .json(
                200,
                #"{"model":"iris","version":4,"predictions":[{"label":"a","probability":0.9,"probabilities":{"a":0.9,"d":0.1}}],"#
                    + #""warnings":["rows[0].petal_length: 'six' is not a number; treated as missing"]}"#
            )
        }
        try await FakeDaemon.run(answer: answer) { daemon in
            let (paper, status) = await Self.predict(daemon, ["petal_length=six", "code=3", "wet=yes"])
            #expect(status == .ok)
            #expect(paper.out == "a\t0.9000\tversion 4\n")
            #expect(paper.error.contains("warning: petal_length: 'six' is not a number; treated as missing"), "\(paper.error)")
        }
    }

    @Test("sends an object as it is, without asking for the columns")
    func object() async throws {
        try await FakeDaemon.run(answer: Self.answer) { daemon in
            let (paper, _) = await Self.predict(daemon, [#"{"petal_length": 1.40}"#], version: VersionNumber(4), json: true)
            #expect(paper.out.contains(#""version":4"#))
            #expect(daemon.requests.map(\.route) == ["POST /v1/models/iris/versions/4/predict"])
            #expect(daemon.requests.last?.body == #"{"rows":[{"petal_length": 1.40}]}"#)
        }
    }

    @Test("refuses a column that the model does not have as a mistake of usage")
    func unknownColumn() async throws {
        try await FakeDaemon.run(answer: Self.answer) { daemon in
            let (paper, status) = await Self.predict(daemon, ["petal_lenght=1.4"])
            #expect(status == .usage)
            #expect(paper.error == "model 'iris' has no column 'petal_lenght'; its columns are 'petal_length', 'code', 'wet'\n")
        }
    }

    /// Answers one row, for a model with these columns.
    @Sendable private static func answering(
        _ columns: [(name: String, kind: String)]
    ) -> @Sendable (FakeRequest) -> FakeReply {
        let model = Bodies.model(columns: columns)
        return { request in
            guard request.method == "POST" else { return .json(200, model) }
            return .json(200, #"{"model":"iris","version":4,"predictions":[{"label":"a","probability":0.9}]}"#)
        }
    }

    @Test(
        "takes words without a column's name for the model's only text",
        arguments: [
            (["where is my card"], #"{"body":"where is my card"}"#), (["body=where is it"], #"{"body":"where is it"}"#),
            (["is 2=2 true"], #"{"body":"is 2=2 true"}"#), (["cards"], #"{"body":"cards"}"#),
        ]
    )
    func text(words: [String], row: String) async throws {
        try await FakeDaemon.run(answer: Self.answering([("body", "text")])) { daemon in
            let (paper, status) = await Self.predict(daemon, words)
            #expect(status == .ok, "\(paper.error)")
            #expect(daemon.requests.last?.body == #"{"rows":[\#(row)]}"#)
        }
    }

    @Test("takes a text beside other columns, and names those that are left out")
    func textAndColumns() async throws {
        try await FakeDaemon.run(answer: Self.answering([("amount", "numeric"), ("body", "text"), ("region", "categorical")])) { daemon in
            let (_, status) = await Self.predict(daemon, ["it isn't here", "region=north", "amount=5"])
            #expect(status == .ok)
            #expect(daemon.requests.last?.body == #"{"rows":[{"region":"north","amount":5,"body":"it isn't here"}]}"#)
            let (paper, wrong) = await Self.predict(daemon, ["it isn't here", "region=north"])
            #expect(wrong == .usage)
            #expect(
                paper.error == "model 'iris' needs more than a text: 'amount'; give them too: "
                    + "learnctl predict iris 'it isn'\\''t here' amount=…\n"
            )
            let (twice, _) = await Self.predict(daemon, ["here", "body=there", "region=", "amount="])
            #expect(twice.error == "the text is given twice: as body=…, and as 'here'\n")
        }
    }

    @Test("refuses a text that is no column's, or may be several columns'")
    func noTextColumn() async throws {
        try await FakeDaemon.run(answer: Self.answering([("amount", "numeric")])) { daemon in
            let (paper, status) = await Self.predict(daemon, ["where is it"])
            #expect(status == .usage)
            #expect(
                paper.error == "'where is it' is not column=value, and model 'iris' has no column of texts that it could be; "
                    + "its columns are 'amount'\n"
            )
        }
        try await FakeDaemon.run(answer: Self.answering([("subject", "text"), ("body", "text")])) { daemon in
            let (paper, status) = await Self.predict(daemon, ["where is it"])
            #expect(status == .usage)
            #expect(
                paper.error == "model 'iris' has several columns of texts: 'subject', 'body'; say which one 'where is it' is: "
                    + "'subject=where is it'\n"
            )
        }
    }

    @Test("streams standard input in groups, a line a row, in order")
    func stream() async throws {
        try await FakeDaemon.run(answer: Self.answer) { daemon in
            let text = "petal_length,code\n" + (0..<1200).map { "\($0),x\n" }.joined()
            let (paper, status) = await Self.predict(daemon, ["-"], input: text)
            #expect(status == .ok)
            let posts = daemon.requests.filter { $0.method == "POST" }
            #expect(posts.map { $0.body.components(separatedBy: "petal_length") - 1 } == [500, 500, 200])
            let expected = ([500, 500, 200] as [Int]).flatMap { count in (0..<count).map { "c\($0)\t0.9000" } }
            #expect(paper.out.split(separator: "\n").map(String.init) == expected)
        }
    }

    @Test("prints an object a row with its version for a stream with --json")
    func streamJSON() async throws {
        try await FakeDaemon.run(answer: Self.answer) { daemon in
            let (paper, _) = await Self.predict(daemon, ["-"], json: true, input: "{\"petal_length\":1}\n")
            #expect(paper.out == #"{"label":"c0","model":"iris","probabilities":{"c0":0.9,"d":0.1},"probability":0.9,"version":4}"# + "\n")
        }
    }

    @Test("tells the daemon's place in a request as the line of standard input")
    func place() async throws {
        let refusal = FakeReply.json(400, Bodies.refusal("invalid", "'x' is not a number", at: "rows[1].petal_length"))
        try await FakeDaemon.run(answer: { $0.method == "POST" ? refusal : .json(200, Bodies.model()) }) { daemon in
            let (paper, status) = await Self.predict(daemon, ["-"], input: "petal_length\n1\n\nx\n")
            #expect(status == .failed)
            #expect(paper.error == "line 4, column petal_length: 'x' is not a number\n")
        }
    }

    /// What is sent for rows on standard input, each on a line.
    private static func sent(_ input: String, _ format: RowFile.Format? = nil) async throws -> (rows: String, paper: Paper) {
        try await FakeDaemon.run(answer: answer) { daemon in
            let (paper, _) = await predict(daemon, ["-"], format: format, input: input)
            let bodies = daemon.requests.filter { $0.method == "POST" }.map { $0.body.dropFirst(#"{"rows":["#.count).dropLast(2) }
            return (bodies.joined(separator: "\n").replacing("},{", with: "}\n{"), paper)
        }
    }

    @Test(
        "reads standard input as a file to learn from is read, whatever its form, and leaves the label out",
        arguments: [
            (
                "petal_length,code,species\n1.50,7,a\n,\"x \"\"y\"\"\",b\n",
                #"{"petal_length":1.50,"code":"7"}|{"petal_length":null,"code":"x \"y\""}"#
            ),
            ("\u{FEFF}petal_length;code\r\n1,5;7\r\n\r\n2,25;8", #"{"petal_length":1.5,"code":"7"}|{"petal_length":2.25,"code":"8"}"#),
            ("sep=\\t\npetal_length\tcode\n1\t7\n", #"{"petal_length":1,"code":"7"}"#),
            (
                "# by hand\npetal_length,code\n# more\n1,7\npetal_length,code\n2,7\n",
                #"{"petal_length":1,"code":"7"}|{"petal_length":2,"code":"7"}"#
            ),
            ("petal_length, code\n1, \"7,8\"\n", #"{"petal_length":1,"code":"7,8"}"#),
            (
                "{\"petal_length\": 1.0, \"code\": 7}\n{\"code\": \"8\"}\n",
                #"{"petal_length":1.0,"code":"7"}|{"petal_length":null,"code":"8"}"#
            ),
            ("[{\"petal_length\": 1,\n\"code\": null, \"species\": \"a\"}]", #"{"petal_length":1,"code":null}"#),
            ("{\"petal_length\": [1, 2], \"code\": [\"a\", \"b\"]}", #"{"petal_length":1,"code":"a"}|{"petal_length":2,"code":"b"}"#),
            ("{\"petal_length\": 1, \"of\": {\"plant\": true}}", #"{"petal_length":1,"of.plant":"true"}"#), ("petal_length\n", ""),
            ("", ""),
        ]
    )
    func forms(input: String, rows: String) async throws {
        #expect(try await Self.sent(input).rows == rows.replacing("|", with: "\n"))
    }

    @Test("takes the format that is asked for, whatever the beginning looks like")
    func format() async throws {
        #expect(try await Self.sent("{petal_length}\tc,d\n1\t2\n", .tsv).rows == #"{"{petal_length}":"1","c,d":"2"}"#)
    }

    @Test("answers the rows before one that cannot be read, and names its line")
    func badRow() async throws {
        let sent = try await Self.sent("petal_length,code\n1,a\n2\n")
        #expect(sent.paper.out == "c0\t0.9000\n")
        #expect(sent.paper.error == "line 3: the row has 1 field, the header has 2; fix or remove the row\n")
        let lines = try await Self.sent("{\"petal_length\":1}\n[2]\n")
        #expect(lines.paper.error == "line 2: the row is not a JSON object; fix or remove the row\n")
    }

    @Test("says that there was nothing to predict in empty input", arguments: ["", "petal_length,code\n"])
    func nothing(input: String) async throws {
        let sent = try await Self.sent(input)
        #expect(sent.rows.isEmpty && sent.paper.out.isEmpty)
        #expect(sent.paper.error == "standard input holds no row: nothing to predict\n", "\(sent.paper.error)")
    }

    @Test("reads a file by its name and tells a row by its line in it")
    func file() async throws {
        let refusal = FakeReply.json(400, Bodies.refusal("invalid", "the row has no columns 'code'", at: "rows[1]"))
        try await FakeDaemon.run(answer: { $0.method == "POST" ? refusal : .json(200, Bodies.model()) }) { daemon in
            let path = "\(daemon.folder)/rows.tsv"
            try Data("petal_length\n1\n\n2\n".utf8).write(to: URL(filePath: path))
            let (paper, status) = await Self.predict(daemon, [path])
            #expect(status == .failed)
            #expect(paper.error == "\(path):4: the row has no columns 'code'\n")
            let (missing, _) = await Self.predict(daemon, ["/no/such/rows.csv"])
            #expect(missing.error == "/no/such/rows.csv: cannot be opened: No such file or directory\n")
        }
    }

    /// A model of images; each row is answered with its place in the request.
    private static func imageAnswer(_ request: FakeRequest) -> FakeReply {
        guard request.method == "POST" else { return .json(200, Bodies.imageModel()) }
        let rows = request.body.components(separatedBy: #""image":"#) - 1
        let predictions = (0..<rows).map { #"{"label":"c\#($0)","probability":0.9,"probabilities":{"c\#($0)":0.9,"d":0.1}}"# }
        return .json(200, #"{"model":"iris","version":4,"predictions":[\#(predictions.joined(separator: ","))]}"#)
    }

    @Test("sends image files in base64, a line each in their order, standard input among them")
    func images() async throws {
        try await FakeDaemon.run(answer: Self.imageAnswer) { daemon in
            let path = "\(daemon.folder)/a.png"
            try Data("hello".utf8).write(to: URL(filePath: path))
            let (one, _) = await Self.predict(daemon, [], images: [path])
            #expect(one.out == "c0\t0.9000\tversion 4\n")
            #expect(daemon.requests.last?.body == #"{"rows":[{"image":"aGVsbG8="}]}"#)
            let (several, status) = await Self.predict(daemon, [], images: [path, "-"], input: "you")
            #expect(status == .ok)
            #expect(several.out == "c0\t0.9000\nc1\t0.9000\n")
            #expect(daemon.requests.last?.body == #"{"rows":[{"image":"aGVsbG8="},{"image":"eW91"}]}"#)
        }
    }

    @Test("tells a refused image by its file, and a missing file by its path")
    func imageFaults() async throws {
        let refusal = FakeReply.json(400, Bodies.refusal("invalid", "not a PNG or JPEG file", at: "rows[0].image"))
        try await FakeDaemon.run(answer: { $0.method == "POST" ? refusal : .json(200, Bodies.imageModel()) }) { daemon in
            let path = "\(daemon.folder)/a.png"
            try Data("hello".utf8).write(to: URL(filePath: path))
            let (paper, status) = await Self.predict(daemon, [], images: [path])
            #expect(status == .failed)
            #expect(paper.error == "\(path), column image: not a PNG or JPEG file\n")
            let (missing, _) = await Self.predict(daemon, [], images: ["/no/such/file.png"])
            #expect(missing.error == "/no/such/file.png: cannot be opened: No such file or directory\n")
        }
        try await FakeDaemon.run(answer: Self.answer) { daemon in
            let (paper, status) = await Self.predict(daemon, [], images: ["a.png"])
            #expect(status == .usage)
            #expect(paper.error == "model 'iris' takes no images; its columns are 'petal_length', 'code', 'wet'\n")
        }
    }

    private static func predict(
        _ daemon: FakeDaemon,
        _ words: [String],
        images: [String] = [],
        version: VersionNumber? = nil,
        json: Bool = false,
        format: RowFile.Format? = nil,
        input: String = ""
    ) async -> (paper: Paper, status: CommandStatus) {
        // In pieces that end in the middle of rows, as a pipe gives them.
        var rest = Array(input.utf8)[...]
        let standardInput = StandardInput {
            defer { rest = rest.dropFirst(1000) }
            return Array(rest.prefix(1000))
        }
        return await run(daemon.folder, json: json) { session in
            try await session.predict(
                ModelName("iris"),
                version: version,
                source: RowSource(words: words, images: images),
                format: format,
                input: standardInput
            )
        }
    }
}

extension String {
    /// How many pieces `separator` cuts it into.
    fileprivate func components(separatedBy separator: String) -> Int {
        split(separator: separator, omittingEmptySubsequences: false).count
    }
}
