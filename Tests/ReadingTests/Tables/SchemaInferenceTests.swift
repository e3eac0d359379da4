import Domain
import RowSamples
import Rows
import Testing

@Suite("A first file's schema")
struct SchemaInferenceTests {
    @Test(
        "gives a column the kind that its values show",
        arguments: [
            ("1 2.5 -3e2", ColumnKind.numeric, ["1.0", "2.5", "-300.0"] as [String?]),
            ("0 1 1", .numeric, ["0.0", "1.0", "1.0"]),
            ("1 NA 2", .numeric, ["1.0", nil, "2.0"]),
            ("NA n/a null ? NaN 7", .numeric, [nil, nil, nil, nil, nil, "7.0"]),
            ("1 - 2", .numeric, ["1.0", nil, "2.0"]),
            ("true False TRUE", .boolean, ["true", "false", "true"]),
            ("- NA true", .boolean, [nil, nil, "true"]),
            ("true ? false", .boolean, ["true", nil, "false"]),
            ("red green red", .categorical, ["red", "green", "red"]),
            ("- red -", .categorical, [nil, "red", nil]),
            ("1 2 x", .categorical, ["1", "2", "x"]),
            ("03 3 3.0 x", .categorical, ["03", "3", "3.0", "x"]),
            ("true 1", .categorical, ["true", "1"]),
            ("1 true", .categorical, ["1", "true"]),
            ("true x", .categorical, ["true", "x"]),
            ("NA x", .categorical, ["NA", "x"]),
            ("x NA ?", .categorical, ["x", "NA", "?"]),
            ("inf x", .categorical, ["inf", "x"]),
            ("1e999 x", .categorical, ["1e999", "x"]),
            ("-0 0", .numeric, ["0.0", "0.0"]),
            ("NA -", .numeric, [nil, nil]),
            ("0x10 1", .categorical, ["0x10", "1"]),
        ])
    func kinds(values: String, kind: ColumnKind, expected: [String?]) throws {
        let cells = values.split(separator: " ").map { $0 == "-" ? "" : $0 }
        let result = try SampleFile("a,label\n" + cells.map { "\($0),p\n" }.joined()).read()
        #expect(result.table.kind("a") == kind)
        #expect(result.table.texts("a") == expected)
        #expect(result.refusedCount == 0)
    }

    @Test("does not depend on the order of the rows", arguments: ["1 NA x true -", "NA true - false", "1 2.50 - NA", "inf 1 x"])
    func order(values: String) throws {
        let cells = values.split(separator: " ").map { $0 == "-" ? "" : String($0) }
        var random = RandomSource(seed: 3)
        let first = try SampleFile("a,label\n" + cells.map { "\($0),p\n" }.joined()).read().table
        for _ in 0..<20 {
            let shuffled = cells.shuffled(using: &random)
            let table = try SampleFile("a,label\n" + shuffled.map { "\($0),p\n" }.joined()).read().table
            #expect(table.schema == first.schema)
            #expect(RowSet(table: table, batch: SHA256.hash("")).rowsDigest == RowSet(table: first, batch: SHA256.hash("")).rowsDigest)
        }
    }

    @Test(
        "makes classes of text and of few whole numbers, numbers of the rest",
        arguments: [
            ("p q p", ModelSpecification.Task.classification, ["p", "q", "p"]),
            ("3 3.0 03 +3 3e0", .classification, ["3", "3", "3", "3", "3"]),
            ("-1 1 -0 0", .classification, ["-1", "1", "0", "0"]),
            ("1.5 2 -0", .regression, ["1.5", "2.0", "0.0"]),
            ("2 1.5", .regression, ["2.0", "1.5"]),
            ("1 2 x", .classification, ["1", "2", "x"]),
            ("1.50 x 1.5", .classification, ["1.50", "x", "1.5"]),
            ("true false", .classification, ["true", "false"]),
            ("300 70000 1e5", .classification, ["300", "70000", "100000"]),
            ("9007199254740993 9007199254740992 x", .classification, ["9007199254740993", "9007199254740992", "x"]),
            ("1e300 2", .regression, ["1e+300", "2.0"]),
        ])
    func labels(values: String, task: ModelSpecification.Task, expected: [String]) throws {
        let rows = values.split(separator: " ").enumerated().map { "\($0),\($1)\n" }.joined()
        let table = try SampleFile("a,label\n" + rows).read().table
        #expect(table.schema.task == task)
        #expect(table.labelTexts == expected)
    }

    @Test(
        "takes 100 whole numbers for classes and 101 for numbers",
        arguments: [(100, ModelSpecification.Task.classification), (101, .regression)])
    func numberOfClasses(count: Int, task: ModelSpecification.Task) throws {
        let table = try SampleFile("a,label\n" + (0..<300).map { "\($0),\($0 % count * 3)\n" }.joined()).read().table
        #expect(table.schema.task == task)
        #expect(table.labelTexts.map { Double($0)! } == (0..<300).map { Double($0 % count * 3) })
    }

    @Test(
        "finds the label by its name, else takes the last column",
        arguments: [
            ("a,label,y,b", "label"), ("a,y,b", "y"), ("y,class,b", "class"), ("class,target,b", "target"), ("Target,b", "Target"),
            ("LABEL,y", "LABEL"), ("a,b,c", "c"),
        ])
    func labelName(header: String, label: String) throws {
        let values = header.split(separator: ",").indices.map { "\($0)" }.joined(separator: ",")
        let schema = try SampleFile("\(header)\n\(values)\n").read().table.schema
        #expect(schema.label == label)
        #expect(!schema.columns.map(\.name).contains(label))
        #expect(schema.columns.count == header.split(separator: ",").count - 1)
    }

    @Test("follows the specification before the data")
    func specification() throws {
        let file = SampleFile("zip,on,label,size\n1,0,p,3\n2,1,q,4\n")
        var specification = ModelSpecification(label: "size", task: .regression, columns: ["zip": .categorical, "on": .boolean])
        let table = try file.read(specification: specification).table
        #expect(table.schema.label == "size")
        #expect(table.labelTexts == ["3.0", "4.0"])
        #expect(table.texts("zip") == ["1", "2"])
        #expect(table.texts("on") == ["false", "true"])
        #expect(table.kind("label") == .categorical)

        specification.task = nil
        #expect(try file.read(specification: specification).table.schema.task == .classification)
        specification.columns["size"] = .numeric
        #expect(try file.read(specification: specification).table.schema.task == .regression)
    }

    @Test("refuses a file without a column that the specification names")
    func absentColumns() {
        let file = SampleFile("a,label\n1,p\n")
        let label = #expect(throws: Refusal.self) { try file.read(specification: ModelSpecification(label: "kind")) }
        #expect(label?.what == "the file has no column 'kind', the label in the model's settings")
        let column = #expect(throws: Refusal.self) { try file.read(specification: ModelSpecification(columns: ["zip": .categorical])) }
        #expect(column?.what == "the file has no column 'zip', which the model's settings name")
    }

    @Test("sets rows aside that a forced kind or task does not fit")
    func forced() throws {
        let file = SampleFile("a,label\n1,2.5\nx,3\n4,many\n5,NA\n6,1e999\n")
        let specification = ModelSpecification(task: .regression, columns: ["a": .numeric])
        let result = try file.read(specification: specification, maxRefusedShare: 0.9)
        #expect(
            result.refused.map(\.reason) == [
                "column 'a' holds 'x', which is not a number",
                "column 'label' holds 'many', which is not a number",
                "the label 'label' is missing ('NA')",
                "column 'label' holds '1e999', which is not a finite number",
            ])
        #expect(result.refused.map(\.line) == [3, 4, 5, 6])
        #expect(result.table.texts("a") == ["1.0"])
    }

    @Test("sets rows aside with an infinity, and leaves out what only they had")
    func infinities() throws {
        let result = try SampleFile("a,b,label\n1,x,p\ninf,y,q\n2,x,p\n-1e400,x,p\n").read(maxRefusedShare: 0.5)
        #expect(result.refused.map(\.line) == [3, 5])
        #expect(result.table.labels == .classes([0, 0], names: ["p"]))
        #expect(result.table.columns[1] == .categories([0, 0], levels: ["x"]))
    }

    @Test("takes a single row, and rows of one class")
    func single() throws {
        #expect(try SampleFile("a,label\n1,p\n").read().table.rowCount == 1)
        #expect(try SampleFile("a,label\n1,p\n2,p\n").read().table.labels == .classes([0, 0], names: ["p"]))
    }

    @Test("warns of columns without a value and of very many classes")
    func remarks() throws {
        let rows = (0...1_000).map { "\($0),,c\($0)\n" }.joined()
        let warnings = try SampleFile("a,b,label\n" + rows).read().warnings
        #expect(warnings.count == 2)
        #expect(warnings.first == "columns without any value are taken for numbers: 'b'")
        #expect(warnings.last?.hasPrefix("the label 'label' has 1001 classes") == true)
    }

    @Test("holds one text for two spellings of the same characters")
    func composed() throws {
        let table = try SampleFile("a,label\ncaf\u{E9},p\ncafe\u{301},p\n").read().table
        #expect(table.columns == [.categories([0, 0], levels: ["caf\u{E9}"])])
        if case .categories(_, let levels) = table.columns[0] { #expect(Array(levels[0].utf8) == Array("caf\u{E9}".utf8)) }
        #expect(Set(RowIdentity.compute(table)).count == 1)
    }
}
