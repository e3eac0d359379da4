import Domain
import Hashing
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
            ("x 1 2 3 4 5 6 7 8 9", .numeric, [nil, "1.0", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0", "8.0", "9.0"]),
            ("true 1 2 3 4 5 6 7 8 9", .numeric, [nil, "1.0", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0", "8.0", "9.0"]),
            (
                "x true false true false true false true 1 0", .boolean,
                [nil, "true", "false", "true", "false", "true", "false", "true", "true", "false"]
            ),
            ("None #N/A <NA> -nan . \\N #DIV/0! .A 7", .numeric, [nil, nil, nil, nil, nil, nil, nil, nil, "7.0"]),
            ("02139 10001 90210", .categorical, ["02139", "10001", "90210"]),
            ("007 7 07", .numeric, ["7.0", "7.0", "7.0"]),
            ("inf 1 2 3 4 5 6 7 8 9", .numeric, [nil, "1.0", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0", "8.0", "9.0"]),
            ("45% 7% 12.5%", .numeric, ["0.45", "0.07", "0.125"]),
            ("$1 €2.5 3£", .numeric, ["1.0", "2.5", "3.0"]),
            ("1'234 12'345.5", .numeric, ["1234.0", "12345.5"]),
            ("(12) 7", .numeric, ["-12.0", "7.0"]),
            ("03 3 3.0 x", .categorical, ["03", "3", "3.0", "x"]),
            ("true 1", .boolean, ["true", "true"]),
            ("1 true", .boolean, ["true", "true"]),
            ("2 true", .categorical, ["2", "true"]),
            ("true x", .categorical, ["true", "x"]),
            ("NA x", .categorical, ["NA", "x"]),
            ("x NA ?", .categorical, ["x", "NA", "?"]),
            ("inf x", .categorical, ["inf", "x"]),
            ("1e999 x", .categorical, ["1e999", "x"]),
            ("-0 0", .numeric, ["0.0", "0.0"]),
            ("NA -", .numeric, [nil, nil]),
            ("0x10 1", .categorical, ["0x10", "1"]),
        ]
    )
    func kinds(values: String, kind: ColumnKind, expected: [String?]) throws {
        let cells = values.split(separator: " ").map { $0 == "-" ? "" : $0 }
        let result = try SampleFile("a,label\n" + cells.map { "\($0),p\n" }.joined()).read()
        #expect(result.table.kind("a") == kind)
        #expect(result.table.texts("a") == expected)
        #expect(result.refusedCount == 0)
    }

    @Test(
        "says of a column what was found, and how to say otherwise",
        arguments: [
            (
                [String](repeating: "7", count: 27) + ["unknown", "unknown", "-"],
                "column 'a': 3 values are not numbers; treated as missing: 'unknown' (2 times, first in line 29), '-' (line 31)"
            ),
            (
                [String](repeating: "7", count: 8) + ["red", "blue"],
                "column 'a': 80 % of its values are numbers, but not 'red' in line 10: it is treated as text, since 90 % are needed "
                    + "(inbox.numeric_share); set models.MODEL.columns: {a: numeric} if it is a number"
            ),
            (
                (1...28).map { "\($0)" } + ["<0.05", "10B"],
                "column 'a': 93 % of its values are numbers, and others share digits with them, first '<0.05' in line 30: it is treated as codes; "
                    + "set models.MODEL.columns: {a: numeric} if such values mean missing"
            ),
            (
                ["02139", "10001", "02140"],
                "column 'a' contains numbers with leading zeros, all of the same width: it is treated as a code, not a number; "
                    + "set models.MODEL.columns: {a: numeric} if it is one"
            ),
            (
                ["$1,234.50", "$7.00"],
                "column 'a': numbers such as '$1,234.50' (line 2) are read as 1234.5; set models.MODEL.columns: {a: categorical} to keep them as text"
            ),
            (
                (1...30).map { "11/\($0)/2026" },
                "column 'a' holds dates or times in a form that is learned as text only: write them as 2024-01-31, 31.01.2024 or 2024-01-31T14:30:00Z, or set models.MODEL.columns: {a: ignore} in CONFIGURATION, then 'learnctl reload' and 'learnctl relearn MODEL'"
            ),
            (
                (1...30).map { "ticket number \($0)" },
                "column 'a' has a different value in nearly every row (30 of 30): nothing can be learned from it; "
                    + "if it is free text, set models.MODEL.columns: {a: text}; if it is an id, "
                    + "set models.MODEL.columns: {a: ignore} in CONFIGURATION, then 'learnctl reload' and 'learnctl relearn MODEL'"
            ),
            (
                (100..<130).map { "\($0)" },
                "column 'a' just numbers the rows: if it is a row number, set models.MODEL.columns: {a: ignore} in CONFIGURATION, then 'learnctl reload' and 'learnctl relearn MODEL'"
            ),
        ] as [([String], String)]
    )
    func remarks(values: [String], warning: String) throws {
        let rows = values.enumerated().map { "\"\($1)\",\($0 % 2 == 0 ? "p" : "q")\n" }.joined()
        #expect(try SampleFile("a,label\n" + rows).read().warnings == [warning])
    }

    @Test("leaves out a column that the settings ignore, and needs it in no later file")
    func ignored() throws {
        let specification = ModelSpecification(columns: ["ticket": .ignore])
        let first = try SampleFile("ticket,a,label\nT1,1,p\nT2,2,q\n").read(specification: specification)
        #expect(first.table.schema.columns.map(\.name) == ["a"])
        let later = try SampleFile("a,label\n3,p\n").read(schema: first.table.schema, specification: specification)
        #expect(later.warnings.isEmpty)
        let again = try SampleFile("ticket,a,label\nT3,3,p\n").read(schema: first.table.schema, specification: specification)
        #expect(again.warnings.isEmpty)
    }

    @Test("does not let a row that is set aside decide a column's kind")
    func setAside() throws {
        let rows = (1...20).map { "\($0 * 2 % 7),p\n" }.joined()
        let result = try SampleFile("a,label\n" + rows + "Total,\nmany,x,y\n").read(maxRefusedShare: 0.2)
        #expect(result.table.kind("a") == .numeric)
        #expect(result.refusedCount == 2)
        #expect(!result.warnings.contains { $0.contains("'Total'") })
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
            ("3 3.0 +3 3.", .classification, ["3", "3", "3", "3"]),
            ("3 03 3e0", .classification, ["3", "03", "3e0"]),
            ("007 7 07 8", .classification, ["007", "7", "07", "8"]),
            ("1E2 2E3 4D7", .classification, ["1E2", "2E3", "4D7"]),
            ("12345678901234567890 12345678901234567891", .classification, ["12345678901234567890", "12345678901234567891"]),
            ("-1 1 -0 0", .classification, ["-1", "1", "0", "0"]),
            ("1.5 2 -0", .regression, ["1.5", "2.0", "0.0"]),
            ("2 1.5", .regression, ["2.0", "1.5"]),
            ("1 2 x", .classification, ["1", "2", "x"]),
            ("1.50 x 1.5", .classification, ["1.50", "x", "1.5"]),
            ("true false", .classification, ["true", "false"]),
            ("300 70000 1e5", .classification, ["300", "70000", "1e5"]),
            ("9007199254740993 9007199254740992 x", .classification, ["9007199254740993", "9007199254740992", "x"]),
            ("1e300 2", .classification, ["1e300", "2"]),
        ]
    )
    func labels(values: String, task: ModelSpecification.Task, expected: [String]) throws {
        let rows = values.split(separator: " ").enumerated().map { "\($0),\($1)\n" }.joined()
        let table = try SampleFile("a,label\n" + rows).read().table
        #expect(table.schema.task == task)
        #expect(table.labelTexts == expected)
    }

    @Test(
        "takes 20 whole numbers for classes and 21 for a number, and says so",
        arguments: [
            (10, ModelSpecification.Task.classification, nil), (20, .classification, "learned as that many classes"),
            (21, .regression, "learned as a number"),
        ]
    )
    func numberOfClasses(count: Int, task: ModelSpecification.Task, warning: String?) throws {
        let result = try SampleFile("a,label\n" + (0..<300).map { "\($0 % 7),\($0 % count * 3)\n" }.joined()).read()
        let table = result.table
        #expect(result.warnings.count == (warning == nil ? 0 : 1))
        if let warning { #expect(result.warnings[0].contains(warning)) }
        #expect(table.schema.task == task)
        #expect(table.labelTexts.map { Double($0)! } == (0..<300).map { Double($0 % count * 3) })
    }

    @Test(
        "finds the label by its name, else takes the last column",
        arguments: [
            ("a,label,y,b", "label"), ("a,y,b", "y"), ("y,a,b", "y"), ("a,b,y", "y"), ("class,target,b", "target"), ("Target,b", "Target"),
            ("LABEL,y", "LABEL"), ("a,b,c", "c"), ("x,y,z", "z"), ("a,b,class", "class"),
        ]
    )
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

    @Test("sets rows aside whose label a forced task does not fit")
    func forced() throws {
        let file = SampleFile("a,label\n1,2.5\n3,many\n4,NA\n5,1e999\n")
        let result = try file.read(specification: ModelSpecification(task: .regression), maxRefusedShare: 0.9)
        #expect(
            result.refused.map(\.reason) == [
                "column 'label' holds 'many', which is not a number",
                "the label 'label' is missing ('NA')",
                "column 'label' holds '1e999', which is not a finite number",
            ]
        )
        #expect(result.refused.map(\.line) == [3, 4, 5])
        #expect(result.table.texts("a") == ["1.0"])
    }

    @Test("takes a column for the numbers that the settings say it holds, if half of it is, and reads the rest as missing")
    func givenNumeric() throws {
        let numeric = ModelSpecification(columns: ["a": .numeric])
        let result = try SampleFile("a,label\n1,p\nx,q\n3,p\n").read(specification: numeric)
        #expect(result.table.texts("a") == ["1.0", nil, "3.0"])
        #expect(result.warnings.contains("column 'a': 1 value is not a number; treated as missing: 'x' (line 3)"), "\(result.warnings)")
        let refusal = #expect(throws: Refusal.self) { try SampleFile("a,label\n1,p\nx,q\ny,p\n").read(specification: numeric) }
        #expect(
            refusal?.description
                == "a.csv: 2 of 3 values in column 'a' are not numbers, first 'x' in line 3; at least 50 % must be; fix these values or leave them empty"
        )
    }

    @Test("sets the labels aside that are no numbers where nine in ten are, and says so")
    func strayLabels() throws {
        let rows = (1...30).map { "\($0 % 5),\(Double($0) / 4)\n" }.joined() + "1,unknown\n"
        let result = try SampleFile("a,label\n" + rows).read()
        #expect(result.table.schema.task == .regression)
        #expect(result.refused.map(\.reason) == ["column 'label' holds 'unknown', which is not a number"])
    }

    @Test("reads a number to predict with decimal commas too, in a first file and in a later one", arguments: [true, false])
    func decimalCommasInLabels(isFirst: Bool) throws {
        let content = "rent;sqm;built\n1470,85;101,5;1945\n980,5;62,25;1960\n1210,05;80,75;1972\n"
        let specification = ModelSpecification(label: "rent", task: .regression)
        let points = content.replacing(",", with: ".").replacing(";", with: ",")
        let schema = isFirst ? nil : try SampleFile(points).read(specification: specification).table.schema
        let table = try SampleFile(content).read(schema: schema, specification: specification).table
        #expect(table.labelTexts == ["1470.85", "980.5", "1210.05"])
        #expect(table.texts("sqm") == ["101.5", "62.25", "80.75"])
    }

    @Test("reads numbers with decimal commas where the whole file tells, and says so")
    func decimalCommas() throws {
        let result = try SampleFile("a;b;label\n1,5;10;p\n2,25;20;q\n-3;30;p\n").read()
        #expect(result.table.texts("a") == ["1.5", "2.25", "-3.0"])
        #expect(result.table.schema.decimal == .comma)
        #expect(result.notes.contains("numbers: read with decimal commas"))
        // A later file of the same kind, and one that another program wrote.
        let schema = result.table.schema
        #expect(try SampleFile("a;b;label\n1,500;7;p\n").read(schema: schema).table.texts("a") == ["1.5"])
        #expect(try SampleFile("a,b,label\n1.25,7,p\n\"1,500\",0.5,q\n").read(schema: schema).table.texts("a") == ["1.25", "1500.0"])
    }

    @Test(
        "does not take thousands for decimal commas, nor texts for numbers",
        arguments: [
            // Three digits behind each comma; a point elsewhere in the file; a column that is not all numbers.
            ("a;label\n1,500;p\n2,250;q\n", ["1500.0", "2250.0"]), ("a;b;label\n1,5;0.5;p\n2,5;0.7;q\n", ["1,5", "2,5"]),
            ("a;label\nx1,5;p\nleft,right;q\n1,5;p\n", ["x1,5", "left,right", "1,5"]),
        ] as [(String, [String?])]
    )
    func notDecimalCommas(text: String, expected: [String?]) throws {
        let result = try SampleFile(text).read()
        #expect(result.table.texts("a") == expected)
        #expect(result.table.schema.decimal == nil)
    }

    @Test("reads what only one mark explains, and asks where the numbers of a file prove both")
    func mixedMarks() throws {
        // As a spreadsheet writes them in German and in French: every column but the first proves the comma.
        let texts = [
            "a;b;c;d;label\n1.553;3,9;1.297,51 €;10,0%;p\n868;0,467;263,63 €;5,5%;q\n12.345.678;-2,5;8,00 €;66,05%;p\n",
            "a;b;c;d;label\n1 553;3,9;1 297,51 €;10,0 %;p\n868;0,467;263,63 €;5,5 %;q\n12 345 678;-2,5;8,00 €;66,05 %;p\n",
        ]
        for text in texts {
            let result = try SampleFile(text).read()
            #expect(result.table.schema.decimal == .comma)
            #expect(result.table.texts("a") == ["1553.0", "868.0", "12345678.0"])
            #expect(result.table.texts("b") == ["3.9", "0.467", "-2.5"])
            #expect(result.table.texts("c") == ["1297.51", "263.63", "8.0"])
            #expect(result.table.texts("d") == ["0.1", "0.055", "0.6605"])
            #expect(
                result.warnings.contains { $0.hasPrefix("column 'c': numbers such as '1") && $0.contains("are read as 1297.51") },
                "\(result.warnings)"
            )
        }
        let both = SampleFile("a;b;label\n1.55;3,9;p\n868;5,7;q\n")
        let asked = try both.read()
        #expect(asked.table.kind("b") == .categorical)
        #expect(
            asked.warnings.contains(
                "column 'b' holds numbers such as '3,9' as text, since other numbers in the file have decimal points: if these are decimal commas, "
                    + "set models.MODEL.rows: {decimal: comma}"
            ),
            "\(asked.warnings)"
        )
        let told = try both.read(specification: ModelSpecification(rows: RowsSpecification(decimal: .comma)))
        #expect(told.table.texts("b") == ["3.9", "5.7"])
    }

    @Test(
        "reads a later file by its own proofs, and what proves nothing as the model's first file",
        arguments: [
            ("a;b;label\n1.500;5;p\n", ["1500.0"]), ("a;b;label\n1.500;5,54;p\n500;7;q\n", ["1500.0", "500.0"]),
            ("a,b,label\n10.292,5,p\n10.5,6,q\n", ["10.292", "10.5"]), ("a,b,label\n\"1,130.10\",5,p\n12.345,6,q\n", ["1130.1", "12.345"]),
        ] as [(String, [String?])]
    )
    func laterMarks(text: String, expected: [String?]) throws {
        let schema = try SampleFile("a;b;label\n1,5;10;p\n2,25;20;q\n").read().table.schema
        #expect(schema.decimal == .comma)
        #expect(try SampleFile(text).read(schema: schema).table.texts("a") == expected)
    }

    @Test("reads JSON's own numbers as JSON has them, whatever the model's texts have")
    func barePoints() throws {
        let schema = try SampleFile("a;b;label\n1,5;10;p\n2,25;20;q\n").read().table.schema
        let later = try SampleFile(#"{"a":10.292,"b":5,"label":"p"}"# + "\n" + #"{"a":3,"b":5,"label":"q"}"#).read(
            as: "b.jsonl",
            schema: schema
        )
        #expect(later.table.texts("a") == ["10.292", "3.0"])
        let texts = try SampleFile(#"{"a":"10.292","b":"5,5","label":"p"}"#).read(as: "b.jsonl", schema: schema)
        #expect(texts.table.texts("a") == ["10292.0"] && texts.table.texts("b") == ["5.5"])
    }

    @Test("does not say that a column numbers the rows where it does not, in a file with decimal commas")
    func notCounting() throws {
        let rows = (0..<40).map { "\($0 * 7 % 31);\($0 % 9),5;\($0 % 2)\n" }.joined()
        #expect(try !SampleFile("a;b;label\n" + rows).read().warnings.contains { $0.contains("numbers the rows") })
        let counting = (0..<40).map { "\($0);\($0 % 9),5;\($0 % 2)\n" }.joined()
        #expect(try SampleFile("a;b;label\n" + counting).read().warnings.contains { $0.hasPrefix("column 'a' just numbers the rows") })
    }

    @Test(
        "tells of numbers with units, of rare classes, and of one class alone",
        arguments: [
            ("\(0) m²", true), ("~\(0)", true), ("\(0)-\(1)", true), ("\(0)k", true), ("A\(0)", false), ("\(0)", false),
        ]
    )
    func units(form: String, isMeasure: Bool) throws {
        let rows = (0..<60).map { "\(form.replacing("0", with: "\(40 + $0 * 7 % 30)")),\($0 % 5),\($0 % 2 == 0 ? "p" : "q")\n" }.joined()
        let warnings = try SampleFile("area,b,label\n" + rows + "1,2,r\n").read().warnings
        #expect(
            warnings.contains { $0.hasPrefix("column 'area' contains numbers with other text around them") } == isMeasure,
            "\(warnings)"
        )
        #expect(warnings.contains("classes with only one row: 'r'; if that is a typo or not a data row, fix the file"))
        let one = try SampleFile("a,label\n" + (0..<30).map { "\($0 * $0),p\n" }.joined()).read().warnings
        #expect(one.contains("all rows have the label 'p': no class can be learned until a second label arrives"))
    }

    @Test("says what settings leave out that the file does not have")
    func ignoredSlip() throws {
        let result = try SampleFile("ticket,a,label\n1,2,p\n3,5,q\n").read(specification: ModelSpecification(columns: ["tickt": .ignore]))
        #expect(result.warnings.first == "the settings ignore columns that the file does not have: 'tickt'; did you mean 'ticket'?")
        #expect(!result.notes.contains { $0.contains("left out") })
    }

    @Test("keeps the label that it had where it is read again, unless the settings name another or leave it out")
    func formerLabel() throws {
        let file = SampleFile("state,a,b,kind\n1,2,3,p\n0,5,6,q\n")
        #expect(try file.read(formerLabel: "state").table.schema.label == "state")
        #expect(try file.read(formerLabel: "state").notes.first?.hasPrefix("label: state (as before), ") == true)
        #expect(try file.read(specification: ModelSpecification(label: "kind"), formerLabel: "state").table.schema.label == "kind")
        #expect(
            try file.read(specification: ModelSpecification(columns: ["state": .ignore]), formerLabel: "state").table.schema.label
                != "state"
        )
        #expect(try file.read(formerLabel: "gone").table.schema.label == file.read().table.schema.label)
    }

    @Test(
        "says where points may stand between thousands, and does not where a number shows that they do not",
        arguments: [
            (["1.553", "868", "12.900", "7"], true), (["-1.553", "-868", "12.900", "7"], true),
            (["1.553", "868", "0.553"], false), (["1.553", "868", "2.5"], false), (["1.553", "868", "1200"], false),
            (["1.553", "2.868"], false), (["868", "7"], false), (["1.553", "868", "1e3"], false),
        ]
    )
    func thousandsBehindPoints(values: [String], isAsked: Bool) throws {
        let column = SampleFile("a,label\n" + values.map { "\($0),p\n" }.joined() + "\(values[0]),q\n")
        let words =
            "column 'a': numbers such as '\(values[0])' are read as fractions, and its others are whole and under a thousand: "
            + "if the points separate thousands, set models.MODEL.rows: {decimal: comma}"
        #expect(try column.read().warnings.contains(words) == isAsked)
        // A number to predict likewise.
        let label = SampleFile("a,label\n" + values.map { "1,\($0)\n" }.joined() + "2,\(values[0])\n")
        let told = try label.read(specification: ModelSpecification(task: .regression)).warnings
        #expect(told.contains { $0.hasPrefix("the label 'label': numbers such as '\(values[0])'") } == isAsked, "\(told)")
    }

    @Test("names the columns that have one value in every row")
    func constantColumns() throws {
        let rows = (0..<30).map { "7,red,true,\($0 * $0 % 11),\($0 % 2)\n" }.joined()
        let warnings = try SampleFile("a,b,c,d,label\n" + rows).read().warnings
        #expect(
            warnings.contains(
                "columns 'a', 'b', 'c' each have one value in all rows, so nothing can be learned from them until other values appear; "
                    + "models.MODEL.columns: {a: ignore, b: ignore, c: ignore} leaves them out"
            ),
            "\(warnings)"
        )
        let one = try SampleFile("a,b,label\n" + (0..<30).map { "7,\($0 * $0 % 11),\($0 % 2)\n" }.joined()).read().warnings
        #expect(
            one.contains(
                "column 'a' has one value in all rows, so nothing can be learned from it until other values appear; "
                    + "models.MODEL.columns: {a: ignore} leaves it out"
            ),
            "\(one)"
        )
        let two = try SampleFile("a,d,label\n7,,p\n7,1,q\n").read().warnings
        #expect(!two.contains { $0.contains("value in all rows") }, "two rows tell nothing")
    }

    @Test("makes one class of spellings that differ in case, blanks or Unicode form alone, named by the commonest")
    func spellings() throws {
        let text = "a,label\n1,Spam\n2,spam\n3,spam\n4,ham\n5,ham\u{A0}\n6, HAM\n7,Caf\u{E9} noir\n8,cafe\u{301}  noir\n"
        let result = try SampleFile(text).read()
        #expect(result.table.labelTexts == ["spam", "spam", "spam", "ham", "ham", "ham", "Caf\u{E9} noir", "Caf\u{E9} noir"])
        #expect(result.warnings.count == 3)
        #expect(
            result.warnings.contains {
                $0 == "'Spam' (1 row): read as the class 'spam' (2 rows), which differs in case or blanks alone; "
                    + "set models.MODEL.spellings: exact to keep them apart"
            }
        )
        let exact = try SampleFile(text).read(specification: ModelSpecification(spellings: .exact))
        #expect(Set(exact.table.labelTexts) == ["Spam", "spam", "ham", "HAM", "Caf\u{E9} noir", "caf\u{E9}  noir"])
    }

    @Test("takes a single row, and rows of one class")
    func single() throws {
        #expect(try SampleFile("a,label\n1,p\n").read().table.rowCount == 1)
        #expect(try SampleFile("a,label\n1,p\n2,p\n").read().table.labels == .classes([0, 0], names: ["p"]))
    }

    @Test("warns of columns without a value and of very many classes")
    func emptyAndMany() throws {
        let rows = (0...1_000).map { "\($0 % 7),,c\($0)\n" }.joined()
        let warnings = try SampleFile("a,b,label\n" + rows).read().warnings
        #expect(warnings.count == 2)
        #expect(warnings.last == "columns without any values are treated as numbers: 'b'")
        #expect(warnings.first?.hasPrefix("the label 'label' has 1001 classes") == true)
    }

    @Test("holds one text for two spellings of the same characters")
    func composed() throws {
        let table = try SampleFile("a,label\ncaf\u{E9},p\ncafe\u{301},p\n").read().table
        #expect(table.columns == [.categories([0, 0], levels: ["caf\u{E9}"])])
        let levels = try #require(table.columns[0].categories).levels
        #expect(Array(levels[0].utf8) == Array("caf\u{E9}".utf8))
        #expect(Set(RowIdentity.compute(table)).count == 1)
    }

    @Test("says that the label is a guess where the file is refused for it")
    func refusedGuess() {
        let text = "first,second,third\n" + (0..<40).map { "r\($0 % 3),\($0),\($0 % 2 == 0 ? "NA" : "\($0)")\n" }.joined()
        let refusal = #expect(throws: Refusal.self) { try SampleFile(text).read() }
        #expect(refusal?.what.contains("the label 'third' is missing") == true, "\(String(describing: refusal))")
        #expect(
            refusal?.fix?.hasSuffix("or, if another column is the label, set the model's 'label': 'third' is a guess") == true,
            "\(String(describing: refusal))"
        )
    }
}
