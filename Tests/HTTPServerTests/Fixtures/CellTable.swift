import FoundationEssentials
import Testing

/// A file of rows with a label.
struct CellTable: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
    init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }

    private static let root = String(#filePath.dropLast("Tests/HTTPServerTests/Fixtures/CellTable.swift".utf8.count))

    /// The tables of a folder of the repository and of those in it.
    static func files(in folder: String) -> [CellTable] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root + folder)) ?? []
        return paths.filter { $0.hasSuffix(".csv") || $0.hasSuffix(".tsv") || $0.hasSuffix(".jsonl") }.sorted().map { path in
            CellTable(
                String(path.split(separator: "/").last!),
                Array(FileManager.default.contents(atPath: "\(root)\(folder)/\(path)") ?? Data())
            )
        }
    }

    /// Rows `value,class`: each of the values after ten that are plain, so that few are strays.
    private static func column(_ name: String, _ values: [String], among plain: (Int) -> String) -> CellTable {
        var text = "value,class\n"
        for (index, value) in values.enumerated() {
            for row in 0..<10 { text += "\(plain(index * 10 + row)),\(row % 2 == 0 ? "a" : "b")\n" }
            text += "\"\(value.replacing("\"", with: "\"\""))\",a\n"
        }
        return CellTable(name, text)
    }

    private static let spellings = [
        "1", "01", "+1", "-1", "-0", "0", ".5", "5.", "-.5", "1e3", "1E-3", "1e+3", "12345678901234567890", "9007199254740993", "0.1",
        "0.30000000000000004", "1e-400", "4.9e-324", "2.2250738585072011e-308", "1.7976931348623157e308", "123456789.123456789e-5", " 7 ",
        "\t8", "\u{A0}9\u{A0}", "\u{FEFF}10", "1e999", "-1e999", "inf", "-Infinity", "NaN", "-nan", "0x10", "1_000", "forty", "true",
        "1.2.3",
        "2024-01-05",
    ]
    private static let styled = [
        "1,234", "1,234,567.5", "$5", "-$5.25", "45%", "12.5 %", "(1,200)", "12 €", "€ 12", "1'234", "1 234", "1\u{202F}234", "\u{2212}3",
        "1,5", "$", "%", "5 kg", "1,23",
    ]
    private static let missing = [
        "", " ", "\u{A0}", "NA", "N/A", "n/a", "NaN", "<NA>", "#N/A", "null", "NULL", "None", "(null)", "\\N", "?", ".", ".A", "._",
        "#VALUE!",
        "#DIV/0!", "1.#IND", "-", "--", "missing", "nil",
    ]
    private static let truths = ["TRUE", "False", "tRuE", " true ", "0", "1", "1.0", "-0", "2", "yes", "no", "t", "f", "", "NA", "?"]
    private static let texts = [
        "two words", " padded ", "\u{A0}no-break\u{A0}", "a  b", "\u{E9}t\u{E9}", "e\u{301}te\u{301}", "\u{301}x", "\u{212B}", "\u{FB01}",
        "x\u{1F600}",
        "say \"hi\"", "\"", "a,b", "a;b", "a=b", "{x}", "[1]", "back\\slash", "tab\there", "line\nbreak", "cr\r\nlf", "None", "NA", "null",
        "?",
        "3", "3.0", "03", "-0", "1e3", "true", "TRUE", "", "#", "# no comment", "/path", "日本語",
    ]

    /// Cells of every kind.
    static let cells: [CellTable] = [
        column("numbers.csv", spellings, among: { "\($0).25" }), column("styled.csv", styled, among: { "\($0).25" }),
        column("missing-numbers.csv", missing, among: { "\($0)" }),
        column("missing-truths.csv", missing, among: { $0 % 3 == 0 ? "true" : "false" }),
        column("missing-texts.csv", missing, among: { ["red", "green", "dark blue"][$0 % 3] }),
        column("truths.csv", truths, among: { $0 % 3 == 0 ? "TRUE" : "false" }), column("bits.csv", truths, among: { "\($0 % 2)" }),
        column("texts.csv", texts, among: { ["red", "green", "dark blue"][$0 % 3] }),
        column("codes.csv", ["02139", "00001", "10000"], among: { "0\(2000 + $0)" }),
    ]

    private struct PlainRow {
        let number: Int
        let fraction: Int
        let text: String
        let label: String

        init(_ row: Int) {
            number = row * 7 % 11
            fraction = row % 10
            text = ["red", "dark blue", "été"][row % 3]
            label = row % 2 == 0 ? "a" : "b"
        }
    }

    private static let rows = (0..<40).map { PlainRow($0) }

    private static func text(_ names: String, separator: String = ",", mark: String = ".", quote: String = "") -> String {
        var text = names + "\n"
        for row in rows {
            let fields: [String] = ["\(row.number)\(mark)\(row.fraction)", "\(quote)\(row.text)\(quote)", row.label]
            text += fields.joined(separator: separator) + "\n"
        }
        return text
    }

    private static var utf16: [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xFE]
        for unit in text("n,color,class").utf16 {
            bytes.append(UInt8(truncatingIfNeeded: unit))
            bytes.append(UInt8(truncatingIfNeeded: unit >> 8))
        }
        return bytes
    }

    private static var documents: [CellTable] {
        let objects = rows.map { #"{"n": \#($0.number).\#($0.fraction), "at": {"color": "\#($0.text)"}, "class": "\#($0.label)"}"# }
        func list(_ value: (Int) -> String) -> String { "[" + rows.indices.map(value).joined(separator: ", ") + "]" }
        let columns =
            #"{"n": \#(list { "\(rows[$0].number).50" }), "color": \#(list { "\"\(rows[$0].text)\"" }), "class": \#(list { "\"\(rows[$0].label)\"" })}"#
        let sparse = rows.indices.map { $0 % 4 == 1 ? #"{"class": "a", "n": null}"# : #"{"n": -0.0, "k": true, "class": "b"}"# }
        return [
            CellTable("lines.jsonl", objects.joined(separator: "\n")), CellTable("list.json", "[" + objects.joined(separator: ",\n") + "]"),
            CellTable("member.json", #"{"data": ["# + objects.joined(separator: ",\n") + "]}"), CellTable("columns.json", columns),
            CellTable("sparse.jsonl", sparse.joined(separator: "\n") + "\n"),
        ]
    }

    /// The same cells in files of every form.
    static let forms: [CellTable] =
        [
            CellTable("semicolons.csv", text("n;color;class", separator: ";", mark: ",")),
            CellTable("tabs.tsv", text("n\tcolor\tclass", separator: "\t")),
            CellTable("tabs.csv", text("n\tcolor\tclass", separator: "\t")),
            CellTable("bars.csv", text("n|color|class", separator: "|")),
            CellTable("sep.csv", "sep=;\n" + text("n;color;class", separator: ";")),
            CellTable("title.csv", "# made by hand\nn,color,class\n" + text("# more").dropFirst(7)),
            CellTable("heading.csv", "Measurements,,\n,,\n" + text("n,color,class")),
            CellTable("blanks.csv", text("n, \"color\", class", separator: ", ", quote: "\"")),
            CellTable("twice.csv", text("n,color,class") + text("n,color,class")), CellTable("utf16.csv", utf16),
            CellTable("returns.csv", text("n,color,class").replacing("\n", with: "\r")),
            CellTable("windows.csv", "\u{FEFF}" + text("n,color,class").replacing("\n", with: "\r\n")),
            CellTable("packed.csv.gz", CompressionTests.compressed(text("n,color,class"))),
        ] + documents
}
