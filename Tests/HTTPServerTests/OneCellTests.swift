import Domain
import Files
import FoundationEssentials
import Glibc
import LearnCommands
import Models
import Reading
import Rows
import Testing

/// One place decides what a cell is (`CellReading`): whatever a file's cell was learned as, it is asked as.
///
/// One table after another: they read and encode on the pool's threads, which the servers of the tests beside them need.
@Suite("A cell is the same by every way in", .serialized)
struct OneCellTests {
    /// Not learned either.
    private static let refused: Set<String> = []
    static let tables =
        (CellTable.files(in: "Examples") + CellTable.files(in: "Tests/Cases")).filter { !refused.contains($0.name) }
        + CellTable.cells + CellTable.forms

    @Test("the repository's tables are there")
    func tablesAreThere() { #expect(Self.tables.count > 60, "\(Self.tables.map(\.name))") }

    @Test(
        "a row has the same input bits from a file that is learned, learnctl's pairs, objects and files, /v1 and /v2, in JSON and in binary",
        arguments: tables
    )
    func sameBits(table: CellTable) async throws {
        let file = try TableFile(table)
        let learned = try file.read(schema: nil)
        let schema = learned.table.schema
        let layout = InputLayout(schema: schema).extended(by: learned.table)
        let expected = layout.encode(learned.table)
        let asked = try file.rows(schema)
        let places = schema.columns.map { column in asked.columns.firstIndex(of: column.name)! }
        let refused = Set(learned.refused.map(\.line))
        let kept = asked.rows.indices.filter { !refused.contains(asked.rows[$0].line) }
        #expect(kept.count == learned.table.rowCount)
        let texts = zip(layout.columns, places).map { column, place in (column: column, texts: kept.map { asked.rows[$0].values[place] }) }
        try await ServerUnderTest.serve { server in
            let ways = try WaysIn(server, schema, layout, texts)
            if asked.isWhole {
                let all = try await ways.learnctl([[file.path]])
                let width = layout.width
                Self.expect(kept.flatMap { all[$0 * width..<($0 + 1) * width] }, expected, layout, "learnctl predict M FILE")
                #expect(
                    try await ways.learnctl([["-"]], input: table.bytes).map(\.bitPattern) == all.map(\.bitPattern),
                    "learnctl predict M -"
                )
            } else {
                await #expect(throws: Refusal.self) { try await ways.learnctl([[file.path]]) }
            }
            Self.expect(try await ways.pairs(), expected, layout, "learnctl predict M column=value…")
            Self.expect(try await ways.objects(), expected, layout, "learnctl predict M {…}")
            Self.expect(try await ways.plain(isBare: true), expected, layout, "/v1")
            Self.expect(try await ways.plain(isBare: false), expected, layout, "/v1, all in quotes")
            Self.expect(try await ways.texts(), expected, layout, "/v2, texts")
            Self.expect(try await ways.typed(), expected, layout, "/v2, numbers and truths")
            Self.expect(try await ways.binary(isTyped: false), expected, layout, "/v2, texts in binary")
            Self.expect(try await ways.binary(isTyped: true), expected, layout, "/v2, numbers and truths in binary")
            try await Self.asJSONLines(ways, schema, layout, expected)
        }
    }

    /// The same rows as JSON Lines, learned and asked.
    private static func asJSONLines(_ ways: WaysIn, _ schema: Schema, _ layout: InputLayout, _ expected: [Double]) async throws {
        let label = "\(WaysIn.quoted(schema.label)):\(schema.task == .regression ? "1" : "\"a\"")"
        let lines = (0..<ways.rowCount).map { "{\(label)," + ways.object($0, isBare: true).dropFirst() }
        let file = try TableFile(CellTable("again.jsonl", lines.joined(separator: "\n")))
        expect(layout.encode(try file.read(schema: schema).table), expected, layout, "a file of JSON Lines")
        expect(try await ways.learnctl([[file.path]]), expected, layout, "learnctl predict M FILE.jsonl")
    }

    @Test(
        "a file whose fractions have another mark than the model's is asked as it would be learned",
        arguments: [
            ("n,m,class\n1.5,1,a\n2.25,2,b\n", "n;m;class\n1,5;1;a\n1,2345;2;b\n-3,0;3;b\n"),
            ("n;m;class\n1,5;1;a\n2,25;2;b\n", "n,m,class\n\"1,234\",1,a\n2.5,2,b\n"),
            // Nothing in the file proves a mark: the model's decides.
            ("n;m;class\n1,5;1;a\n2,25;2;b\n", "n;m;class\n1.130;1;a\n1.098;2;b\n868;3;b\n"),
            ("n;m;class\n1,5;1;a\n2,25;2;b\n", "n;m;class\n1.500;5,54;a\n500;34,54;b\n"),
            ("n,m,class\n1.5,1,a\n2.25,2,b\n", "n;m;class\n1.130;1,5;a\n1.297,51 €;2,25;b\n868;0,467;b\n"),
        ]
    )
    func otherMark(first: String, later: String) async throws {
        let schema = try TableFile(CellTable("first.csv", first)).read(schema: nil).table.schema
        let layout = InputLayout(schema: schema)
        let expected = layout.encode(try TableFile(CellTable("later.csv", later)).read(schema: schema).table)
        let unlabeled = later.split(separator: "\n").map { line in
            let end = line.lastIndex { $0 == "," || $0 == ";" } ?? line.endIndex
            return String(line.prefix(upTo: end)) + "\n"
        }.joined()
        for text in [later, unlabeled] {
            let file = try TableFile(CellTable("asked.csv", text))
            try await ServerUnderTest.serve { server in
                let ways = try WaysIn(server, schema, layout, layout.columns.map { ($0, []) })
                Self.expect(try await ways.learnctl([[file.path]]), expected, layout, text)
                Self.expect(try await ways.learnctl([["-"]], input: file.table.bytes), expected, layout, text)
            }
        }
    }

    @Test("a text means in a pair and in a request what it means in a file, where the model's numbers have decimal commas")
    func commaTexts() async throws {
        let file = try TableFile(CellTable("first.csv", "n;m;class\n1,5;1;a\n1.130;12,50 €;b\n-0,5;3.000;a\n868;10,0%;b\n"))
        let learned = try file.read(schema: nil)
        let schema = learned.table.schema
        #expect(schema.decimal == .comma && schema.columns.allSatisfy { $0.kind == .numeric })
        let layout = InputLayout(schema: schema)
        let expected = layout.encode(learned.table)
        let asked = try file.rows(schema)
        let texts = layout.columns.map { column in
            (column: column, texts: asked.rows.map { $0.values[asked.columns.firstIndex(of: column.name)!] })
        }
        try await ServerUnderTest.serve { server in
            let ways = try WaysIn(server, schema, layout, texts)
            Self.expect(try await ways.learnctl([[file.path]]), expected, layout, "learnctl predict M FILE")
            Self.expect(try await ways.pairs(), expected, layout, "learnctl predict M column=value…")
            Self.expect(try await ways.plain(isBare: false), expected, layout, "/v1, all in quotes")
            Self.expect(try await ways.texts(), expected, layout, "/v2, texts")
            Self.expect(try await ways.binary(isTyped: false), expected, layout, "/v2, texts in binary")
        }
    }

    private static func expect(_ found: [Double], _ expected: [Double], _ layout: InputLayout, _ way: String) {
        guard found.map(\.bitPattern) != expected.map(\.bitPattern) else { return }
        let places = zip(found, expected).enumerated().filter { $1.0.bitPattern != $1.1.bitPattern }
        let width = layout.width
        let first = places.first.map { place, values in
            "row \(place / width), column '\(layout.columns[place % width].name)' is \(values.0), in a file \(values.1)"
        }
        Issue.record("\(way): \(found.count / width) rows of \(expected.count / width); \(places.count) numbers differ; \(first ?? "")")
    }
}

/// A table in a file of its own, as long as this lives.
private final class TableFile {
    let table: CellTable
    let path: String
    private let folder: String

    init(_ table: CellTable) throws {
        self.table = table
        var template = Array("/tmp/learnd-test-XXXXXX".utf8CString)
        folder = String(cString: mkdtemp(&template))
        path = "\(folder)/\(table.name)"
        try Data(table.bytes).write(to: URL(filePath: path))
    }

    deinit { Folder.remove(folder) }

    /// As the daemon reads a file to learn from.
    func read(schema: Schema?) throws -> ReadResult {
        try withDescriptor { try ExampleReader().read(fileDescriptor: $0, name: table.name, schema: schema) }
    }

    /// The texts of the rows that have as many fields as the names.
    func rows(_ schema: Schema) throws -> (columns: [String], rows: [RowFile.Row], isWhole: Bool) {
        try withDescriptor { descriptor in
            let file = try RowFile(
                fileDescriptor: descriptor,
                name: table.name,
                format: nil,
                schema: schema,
                specification: ModelSpecification()
            )
            var rows: [RowFile.Row] = []
            var isWhole = true
            while true {
                do {
                    guard let row = try file.next() else { return (file.columns, rows, isWhole) }
                    rows.append(row)
                } catch { isWhole = false }
            }
        }
    }

    private func withDescriptor<Result>(_ body: (Int32) throws -> Result) throws -> Result {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        return try body(descriptor)
    }
}
