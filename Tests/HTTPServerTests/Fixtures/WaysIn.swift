import Domain
import FoundationEssentials
import Glibc
import HTTPServer
import LearnAPI
import LearnClient
import LearnCommands
import Models
import Reading
import Rows

/// Every way in which a row comes to a model: learnctl's and the protocols', over a real socket.
struct WaysIn {
    static let model = try! ModelName("cells")
    private static let groupRows = 200

    let server: ServerUnderTest
    let predictor: RecordingPredictor
    /// The rows' texts, a list for each of the model's columns.
    let columns: [(column: InputLayout.Column, texts: [String])]
    var rowCount: Int { columns[0].texts.count }

    init(_ server: ServerUnderTest, _ schema: Schema, _ layout: InputLayout, _ columns: [(column: InputLayout.Column, texts: [String])])
        throws
    {
        self.server = server
        self.columns = columns
        predictor = RecordingPredictor(layout: layout)
        server.daemon.host.swap(Self.model, to: VersionNumber(1), predictor: predictor)
        let answer = ModelResponse(
            model: ModelSummary(name: Self.model, serving: VersionNumber(1), versions: 1, batches: [:]),
            schema: SchemaDescription(
                columns: schema.columns.map { .init(name: $0.name, kind: $0.kind) },
                label: schema.label,
                task: schema.task,
                decimal: schema.decimal
            ),
            specification: ModelSpecification()
        )
        server.daemon.others.withLock { $0[Self.model] = answer }
    }

    // MARK: learnctl

    /// `learnctl predict cells WORDS`, with what is on its standard input.
    func learnctl(_ words: [[String]], input: [UInt8] = []) async throws -> [Double] {
        try await predictor.record {
            let console = Console(traits: Console.Traits(), out: { _ in }, error: { _ in })
            try await DaemonClient.with(
                sockets: SocketSelection.find(option: server.settings.admin.path, environment: [:]),
                timeout: .seconds(60)
            ) {
                client in
                for words in words {
                    var rest = input[...]
                    let standardInput = StandardInput {
                        defer { rest = rest.dropFirst(1000) }
                        return Array(rest.prefix(1000))
                    }
                    try await Session(client: client, console: console, json: false)
                        .predict(Self.model, version: nil, source: RowSource(words: words), format: nil, input: standardInput)
                }
            }
        }
    }

    func pairs() async throws -> [Double] {
        try await learnctl((0..<rowCount).map { row in columns.map { "\($0.column.name)=\($0.texts[row])" } })
    }

    func objects() async throws -> [Double] { try await learnctl((0..<rowCount).map { [object($0, isBare: true)] }) }

    // MARK: The protocols

    /// `POST /v1/models/cells/predict`.
    ///
    /// - Parameter isBare: JSON's own numbers, truths and `null` where a text reads so; else all in quotes.
    func plain(isBare: Bool) async throws -> [Double] {
        try await groups { rows in
            let body = #"{"rows":[\#(rows.map { object($0, isBare: isBare) }.joined(separator: ","))]}"#
            return try server.predict().ask("POST", "/v1/models/cells/predict", body)
        }
    }

    /// A tensor of texts for each column.
    func texts() async throws -> [Double] {
        try await groups { rows in
            try infer(columns.map { column, texts in tensor(column.name, "BYTES", rows, rows.map { Self.quoted(texts[$0]) }) })
        }
    }

    /// Of numbers and truths where all of a column's texts are such, else of texts.
    func typed() async throws -> [Double] {
        try await groups { rows in
            try infer(
                columns.map { column, texts in
                    let datatype = datatype(column, texts)
                    return tensor(
                        column.name,
                        datatype,
                        rows,
                        rows.map { texts[$0].isEmpty ? "null" : datatype == "BYTES" ? Self.quoted(texts[$0]) : texts[$0].lowercased() }
                    )
                }
            )
        }
    }

    /// In binary form.
    func binary(isTyped: Bool) async throws -> [Double] {
        try await groups { rows in
            var tensors: [String] = []
            var body: [UInt8] = []
            for (column, texts) in columns {
                let datatype = isTyped ? datatype(column, texts) : "BYTES"
                // A truth in one byte cannot be missing.
                let isBytes = datatype == "BYTES" || datatype == "BOOL" && texts.contains("")
                let bytes = rows.flatMap { row -> [UInt8] in
                    let text = texts[row]
                    if isBytes { return Self.littleEndian(UInt32(text.utf8.count)) + Array(text.utf8) }
                    if datatype == "BOOL" { return [text.lowercased() == "true" ? 1 : 0] }
                    return Self.littleEndian((text.isEmpty ? Double.nan : Double(text)!).bitPattern)
                }
                tensors.append(
                    #"{"name":\#(Self.quoted(column.name)),"datatype":"\#(isBytes ? "BYTES" : datatype)","shape":[\#(rows.count)],"parameters":{"binary_data_size":\#(bytes.count)}}"#
                )
                body += bytes
            }
            let json = #"{"inputs":[\#(tensors.joined(separator: ","))]}"#
            return try server.predict().ask(
                "POST",
                "/v2/models/cells/infer",
                Array(json.utf8) + body,
                headers: "Inference-Header-Content-Length: \(json.utf8.count)\r\n"
            )
        }
    }

    private func groups(_ ask: @escaping @Sendable (Range<Int>) throws -> RawConnection.Answer) async throws -> [Double] {
        let rowCount = rowCount
        return try await predictor.record {
            try await OwnThread.run {
                for start in stride(from: 0, to: rowCount, by: Self.groupRows) {
                    let answer = try ask(start..<min(rowCount, start + Self.groupRows))
                    guard answer.status == 200 else { throw RawConnection.Broken(what: answer.text) }
                }
            }
        }
    }

    private func infer(_ tensors: [String]) throws -> RawConnection.Answer {
        try server.predict().ask("POST", "/v2/models/cells/infer", #"{"inputs":[\#(tensors.joined(separator: ","))]}"#)
    }

    private func tensor(_ name: String, _ datatype: String, _ rows: Range<Int>, _ data: [String]) -> String {
        #"{"name":\#(Self.quoted(name)),"datatype":"\#(datatype)","shape":[\#(rows.count)],"data":[\#(data.joined(separator: ","))]}"#
    }

    private func datatype(_ column: InputLayout.Column, _ texts: [String]) -> String {
        switch column.kind {
        case .numeric: texts.allSatisfy { $0.isEmpty || Self.isNumber($0) } ? "FP64" : "BYTES"
        case .boolean: texts.allSatisfy { ["", "true", "false"].contains($0.lowercased()) } ? "BOOL" : "BYTES"
        default: "BYTES"
        }
    }

    // MARK: Texts

    func object(_ row: Int, isBare: Bool) -> String {
        "{"
            + columns.map { column, texts in
                let text = texts[row]
                let value =
                    isBare && text.isEmpty
                    ? "null" : isBare && (Self.isNumber(text) || ["true", "false"].contains(text)) ? text : Self.quoted(text)
                return "\(Self.quoted(column.name)):\(value)"
            }.joined(separator: ",") + "}"
    }

    static func quoted(_ text: String) -> String {
        String(String(decoding: (try? JSONEncoder().encode([text])) ?? Data(), as: UTF8.self).dropFirst().dropLast())
    }

    /// By RFC 8259. Not a regular expression, which is parsed anew for each of a million texts.
    private static func isNumber(_ text: String) -> Bool {
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10 else { return false }
        var rest = text.utf8.drop { $0 == UInt8(ascii: "-") }
        guard text.utf8.count - rest.count <= 1 else { return false }
        func digits() -> Int {
            let run = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }
            rest = rest[run.endIndex...]
            return run.count
        }
        let leadingZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole == 1 || whole > 1 && !leadingZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian, Array.init)
    }
}
