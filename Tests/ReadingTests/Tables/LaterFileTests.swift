import Domain
import RowSamples
import Rows
import Testing

@Suite("A later file under a model's schema")
struct LaterFileTests {
    private let schema = Schema(
        columns: [
            .init(name: "size", kind: .numeric), .init(name: "colour", kind: .categorical), .init(name: "open", kind: .boolean),
        ],
        label: "kind",
        task: .classification
    )

    @Test("may have its columns in another order")
    func order() throws {
        let result = try SampleFile("kind,open,size,colour\np,true,1.5,red\nq,0,2,\n").read(schema: schema)
        #expect(result.table.schema == schema)
        #expect(result.table.texts("size") == ["1.5", "2.0"])
        #expect(result.table.texts("colour") == ["red", nil])
        #expect(result.table.texts("open") == ["true", "false"])
        #expect(result.table.labelTexts == ["p", "q"])
        #expect(result.warnings.isEmpty)
    }

    @Test("is refused if it lacks columns, by their names")
    func missing() {
        let refusal = #expect(throws: Refusal.self) { try SampleFile("size,kind\n1,p\n").read(schema: schema) }
        #expect(refusal?.what == "the file is missing columns 'colour', 'open'")
    }

    @Test(
        "says which of its columns may be the one that is missing",
        arguments: [
            ("Size,colour,open,kind", "'size' where the file says 'Size'"),
            ("size,color,open,kind", "'colour' where the file says 'color'"),
            ("siez,co_lour,open,kind", "'size' where the file says 'siez', 'colour' where it says 'co_lour'"),
        ]
    )
    func meant(names: String, meant: String) {
        let refusal = #expect(throws: Refusal.self) { try SampleFile("\(names)\n1,red,true,p\n").read(schema: schema) }
        #expect(refusal?.fix == "did you mean \(meant)? the file needs the same columns as the model's first file, in any order")
    }

    @Test("has its other columns ignored, with a warning")
    func unknown() throws {
        let result = try SampleFile("id,size,colour,open,kind,note\n7,1,red,true,p,\"x,y\"\n").read(schema: schema)
        #expect(result.warnings == ["columns that the model does not have are ignored: 'id', 'note'"])
        #expect(result.table.columns.count == 3)
    }

    @Test(
        "has rows set aside that do not fit, with line and reason",
        arguments: [
            ("1,red,true,", "the label 'kind' is missing"),
            ("1,red,true,NA", "the label 'kind' is missing ('NA')"),
            ("1,red,true", "the row has 3 fields, the header has 4"),
            ("1,red,true,p,", "the row has 5 fields, the header has 4"),
        ]
    )
    func badRows(row: String, reason: String) throws {
        let file = SampleFile("size,colour,open,kind\n1,red,true,p\n\(row)\n2,blue,false,q\n")
        let result = try file.read(schema: schema, maxRefusedShare: 0.34)
        #expect(result.refused == [RefusedRow(line: 3, reason: reason, excerpt: row)])
        #expect(result.refusedCount == 1)
        #expect(result.table.texts("size") == ["1.0", "2.0"])
        #expect(result.table.columns[1] == .categories([1, 0], levels: ["blue", "red"]))
    }

    @Test("may bring levels and classes that no file had before")
    func newLevels() throws {
        #expect(try SampleFile("size,colour,open,kind\n1,mauve,true,z\n").read(schema: schema).table.labelTexts == ["z"])
    }

    @Test(
        "has values that their columns cannot hold read as missing, and counts them",
        arguments: [
            ("big,red,true,p", "column 'size': 1 value is not a number; treated as missing: 'big' (line 2)"),
            ("inf,red,true,p", "column 'size': 1 value is not a number; treated as missing: 'inf' (line 2)"),
            ("1e999,red,true,p", "column 'size': 1 value is not a number; treated as missing: '1e999' (line 2)"),
            ("1,red,2,p", "column 'open': 1 value is neither true nor false; treated as missing: '2' (line 2)"),
            ("1,red,yes,p", "column 'open': 1 value is neither true nor false; treated as missing: 'yes' (line 2)"),
        ]
    )
    func strays(row: String, warning: String) throws {
        let rows = [String](repeating: "1,red,true,p\n", count: 9).joined()
        let result = try SampleFile("size,colour,open,kind\n\(row)\n" + rows).read(schema: schema)
        #expect(result.refusedCount == 0)
        #expect(result.warnings == [warning])
        #expect(result.table.rowCount == 10)
    }

    @Test("is refused where a column is no longer what it was, by its name")
    func otherKind() {
        let refusal = #expect(throws: Refusal.self) {
            try SampleFile("size,colour,open,kind\n1,red,true,p\nbig,red,true,p\nsmall,red,true,q\n").read(schema: schema)
        }
        #expect(
            refusal?.what
                == "2 of 3 values in column 'size' are not numbers, first 'big' in line 3; at least 90 % must be (inbox.numeric_share)"
        )
    }

    @Test("is refused above the share of bad rows, not at it", arguments: [(9, 1, false), (8, 2, true), (18, 2, false), (17, 3, true)])
    func share(good: Int, bad: Int, isRefused: Bool) throws {
        let rows = [String](repeating: "1,red,true,p\n", count: good) + [String](repeating: "1,red,true,\n", count: bad)
        let result = Result { try SampleFile("size,colour,open,kind\n" + rows.joined()).read(schema: schema) }
        switch result {
        case .success(let result):
            #expect(!isRefused)
            #expect(result.refusedCount == bad)
        case .failure(let error):
            #expect(isRefused)
            #expect(
                "\(error)".hasPrefix(
                    "a.csv: \(bad) of \(good + bad) rows cannot be used (limit: 10.0 %): line \(good + 2) and \(bad - 1) more: the label 'kind' is missing"
                )
            )
        }
    }

    @Test("has at most 1,000 bad rows told in detail, all counted")
    func detail() throws {
        let rows = [String](repeating: "1,red,true,\n", count: 1_500) + ["1,red,true,p\n"]
        let result = try SampleFile("size,colour,open,kind\n" + rows.joined()).read(schema: schema, maxRefusedShare: 1)
        #expect(result.refused.count == 1_000)
        #expect(result.refused.last?.line == 1_001)
        #expect(result.refusedCount == 1_500)
    }

    @Test("has long rows shortened in what is told of them")
    func excerpt() throws {
        let long = String(repeating: "y", count: 1_000)
        let result = try SampleFile("size,colour,open,kind\n\"1\n\",\(long),true,\n1,red,true,p\n").read(
            schema: schema,
            maxRefusedShare: 0.5
        )
        #expect(result.refused[0].excerpt == "\"1 \",\(String(repeating: "y", count: 195))…")
    }

    @Test("holds numbers for labels where the model predicts a number")
    func regression() throws {
        let numbers = Schema(columns: [.init(name: "size", kind: .numeric)], label: "price", task: .regression)
        let result = try SampleFile("price,size\n3,1\n-0,2\ntrue,3\n").read(schema: numbers, maxRefusedShare: 0.4)
        #expect(result.table.labels == .numbers([3, 0]))
        #expect(result.refused.map(\.reason) == ["column 'price' holds 'true', which is not a number"])
    }

    @Test("reads as the first file did: a table read again under its own schema is the same", arguments: ["csv", "jsonl"])
    func again(ending: String) throws {
        let csv = "size,colour,open,kind\n1,red,true,p\nNA,03,false,q\n2.5,3,,p\n"
        let json = "{\"size\":1,\"colour\":\"red\",\"open\":true,\"kind\":\"p\"}\n{\"size\":null,\"colour\":\"3\",\"kind\":4}\n"
        let file = SampleFile(ending == "csv" ? csv : json)
        let first = try file.read(as: "a.\(ending)")
        let second = try file.read(as: "a.\(ending)", schema: first.table.schema)
        #expect(first.table == second.table)
        #expect(RowIdentity.compute(first.table) == RowIdentity.compute(second.table))
        #expect(first.table.labelTexts == second.table.labelTexts)
    }
}
