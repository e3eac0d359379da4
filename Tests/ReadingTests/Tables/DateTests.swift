import Domain
import RowSamples
import Rows
import Testing

@Suite("Dates and times in files")
struct DateTests {
    private static func days(_ count: Int) -> [String] {
        (0..<count).map { day in "2024-\(day / 28 < 9 ? "0" : "")\(day / 28 + 1)-\(day % 28 < 9 ? "0" : "")\(day % 28 + 1)" }
    }

    private static func file(_ cells: [String]) -> SampleFile {
        SampleFile("at,label\n" + cells.enumerated().map { "\($1),\($0 % 2 == 0 ? "p" : "q")\n" }.joined())
    }

    @Test("are told by nine in ten of a column's values; the rest is missing, and told of")
    func found() throws {
        let result = try Self.file(Self.days(28) + ["unknown", "0000-00-00", ""]).read()
        #expect(result.table.kind("at") == .date)
        #expect(result.table.texts("at")[0] == "1704067200.0")
        #expect(result.table.texts("at").suffix(3) == [nil, nil, nil])
        #expect(
            result.warnings == [
                "column 'at': 2 values are not dates; treated as missing: 'unknown' (line 30), '0000-00-00' (line 31)"
            ]
        )
        #expect(result.notes.contains("columns: 1 date (at)"), "\(result.notes)")
    }

    @Test("are found behind a word for missing, a number and a zero, too", arguments: ["NA", "0", "-1", "true", ""])
    func behind(first: String) throws {
        let table = try Self.file([first] + Self.days(28)).read().table
        #expect(table.kind("at") == .date)
        #expect(table.texts("at")[0] == nil && table.texts("at")[1] == "1704067200.0")
    }

    @Test(
        "stay texts where too many are none, or a day and a month may be either",
        arguments: [
            days(20) + ["later", "soon", "never"], (1...28).map { "0\($0 % 9 + 1)/0\($0 % 8 + 1)/2024" }, (1...28).map { "14:0\($0 % 10)" },
        ]
    )
    func texts(cells: [String]) throws { #expect(try Self.file(cells).read().table.kind("at") == .categorical) }

    @Test("are numbers where the settings say so, which a number alone does not tell")
    func settings() throws {
        let seconds = (0..<30).map { "\(1_706_659_200 + 3_600 * $0)" }
        let plain = try Self.file(seconds).read()
        #expect(plain.table.kind("at") == .numeric)
        #expect(
            plain.warnings == [
                "column 'at' is learned as numbers and may hold Unix times in seconds: set models.MODEL.columns: {at: unix_seconds} "
                    + "to have hours, weekdays and months learned"
            ]
        )
        let given = try Self.file(seconds).read(specification: ModelSpecification(columns: ["at": .unixSeconds]))
        #expect(given.table.kind("at") == .unixSeconds && given.table.texts("at")[0] == "1706659200.0" && given.warnings.isEmpty)
        let milliseconds = try Self.file(seconds.map { $0 + "500" }).read(
            specification: ModelSpecification(columns: ["at": .unixMilliseconds])
        )
        #expect(milliseconds.table.texts("at")[0] == "1706659200.5")
        let compact = Self.file(Self.days(28).map { $0.filter { $0 != "-" } })
        #expect(
            try compact.read().warnings.first?.contains("may hold dates such as 20240131: set models.MODEL.columns: {at: date}") == true
        )
        #expect(try compact.read(specification: ModelSpecification(columns: ["at": .date])).table.texts("at")[0] == "1704067200.0")
        // Milliseconds are no seconds.
        let wrong = #expect(throws: Refusal.self) {
            try Self.file(seconds.map { $0 + "500" }).read(specification: ModelSpecification(columns: ["at": .unixSeconds]))
        }
        #expect(
            wrong?.what
                == "30 of 30 values in column 'at' are not Unix times in seconds, first '1706659200500' in line 2; at least 50 % must be"
        )
    }

    @Test(
        "are not made of telephone numbers and counters",
        arguments: [(0..<30).map { "\(1_000_000_000 + 37_000_001 * $0)" }, (0..<30).map { "\(1_000 + $0)" }]
    )
    func numbers(cells: [String]) throws {
        #expect(try !Self.file(cells).read().warnings.contains { $0.contains("Unix") || $0.contains("dates") })
    }

    @Test("of a later file are read as the first ones were, in any of their forms, and refused where they are none")
    func later() throws {
        let schema = Schema(columns: [.init(name: "at", kind: .date)], label: "label", task: .classification)
        let result = try Self.file(["31.01.2024", "2024-01-31T02:00+02:00", "20240131"]).read(schema: schema)
        #expect(result.table.texts("at") == [String?](repeating: "1706659200.0", count: 3))
        let refusal = #expect(throws: Refusal.self) { try Self.file(["45322", "45323"]).read(schema: schema) }
        #expect(
            refusal?.what
                == "2 of 2 values in column 'at' are not dates, first '45322' in line 2; at least 90 % must be (inbox.numeric_share)"
        )
    }

    @Test("that stand for missing ones are told of by their day")
    func placeholder() throws {
        let result = try Self.file(Self.days(200) + [String](repeating: "9999-12-31", count: 6)).read()
        #expect(
            result.warnings.contains { $0.hasPrefix("column 'at': 6 values are 9999-12-31, far from all others") },
            "\(result.warnings)"
        )
    }
}
