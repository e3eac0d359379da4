import Domain
import Reading
import Rows
import Testing

/// What every format must hold to, whatever it is.
@Suite("Every format of tables")
struct FormatConformanceTests {
    /// Archives of images have a suite of their own.
    static let tableEndings = ExampleReader.endings.filter { ending in [".csv", ".tsv", "json"].contains { ending.contains($0) } }

    /// The same three rows as each ending has them.
    private func bytes(for ending: String) -> [UInt8] {
        let rows: [[String?]] = [["1.5", "red", "true", "p"], [nil, "a, b", "false", "q"], ["-2", nil, nil, "p"]]
        let names = ["size", "color", "open", "label"]
        let text: String
        if ending.contains("json") {
            text = rows.map { row in
                let members = zip(names, row).map { name, value in
                    guard let value else { return "\"\(name)\":null" }
                    return name == "size" || name == "open" ? "\"\(name)\":\(value)" : "\"\(name)\":\"\(value)\""
                }
                return "{\(members.joined(separator: ","))}\n"
            }.joined()
        } else {
            let delimiter = ending.contains("tsv") ? "\t" : ","
            text = ([names] + rows.map { $0.map { $0.map { "\"\($0)\"" } ?? "" } }).map { $0.joined(separator: delimiter) + "\n" }.joined()
        }
        let plain = Array(text.utf8)
        return ending.hasSuffix(".gz") ? Packing.gzip(plain) : ending.hasSuffix(".zst") ? Packing.zstd(plain) : plain
    }

    @Test("gives the same rows the same schema, identities and labels", arguments: tableEndings)
    func sameRows(ending: String) throws {
        let reference = try SampleFile(bytes(for: ".csv")).read(as: "a.csv").table
        let file = SampleFile(bytes(for: ending))
        for blockBytes in [1, 7, 1 << 16] {
            let result = try file.read(as: "a\(ending)", blockBytes: blockBytes)
            #expect(result.table == reference)
            #expect(result.warnings.isEmpty)
            #expect(result.refused.isEmpty)
        }
        #expect(try file.read(as: "A\(ending.uppercased())", schema: reference.schema).table == reference)
        #expect(reference.schema.columns.map(\.kind) == [.numeric, .categorical, .boolean])
    }

    @Test("refuses an empty file", arguments: tableEndings)
    func empty(ending: String) {
        let refusal = #expect(throws: Refusal.self) { try SampleFile([]).read(as: "a\(ending)") }
        #expect(refusal?.what == "the file is empty")
    }

    @Test("keeps the line of a bad row", arguments: tableEndings)
    func badRow(ending: String) throws {
        // The second row has no size.
        let schema = Schema(columns: [.init(name: "color", kind: .categorical)], label: "size", task: .regression)
        let result = try SampleFile(bytes(for: ending)).read(as: "a\(ending)", schema: schema, maxRefusedShare: 0.9)
        let first = ending.contains("json") ? 1 : 2
        #expect(result.refused.map(\.line) == [first + 1])
        #expect(result.table.rowCount == 2)
    }
}
