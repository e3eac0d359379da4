import Domain
import Glibc
import Reading
import RowSamples
import Rows
import Testing

@Suite("The example files")
struct SampleFilesTests {
    private func read(_ path: String) throws -> ExampleTable {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let descriptor = open("/\(root)/Examples/\(path)", O_RDONLY)
        try #require(descriptor >= 0, "\(path)")
        defer { close(descriptor) }
        let result = try ExampleReader().read(fileDescriptor: descriptor, name: path, schema: nil)
        #expect(result.refusedCount == 0)
        #expect(result.warnings.isEmpty)
        return result.table
    }

    @Test("hold all 1,797 digits, two classes a file, every row once")
    func digits() throws {
        var all: RowSet?
        for number in 1...5 {
            let classes = ["\(2 * number - 2)", "\(2 * number - 1)"]
            let table = try read("digits/digits-\(number)-classes-\(classes[0])-\(classes[1]).csv")
            #expect(table.schema.columns.map(\.name) == (0..<64).map { "pixel_\($0)" })
            #expect(table.schema.columns.allSatisfy { $0.kind == .numeric })
            #expect(table.schema.label == "label")
            #expect(Set(table.labelTexts) == Set(classes))
            let rows = RowSet(table: table, batch: SampleRows.batch(number))
            all = all?.merged(with: rows) ?? rows
        }
        #expect(all?.count == 1_797)
    }

    @Test("hold 150 irises, one of them twice")
    func iris() throws {
        let table = try read("iris/iris.csv")
        #expect(table.schema.label == "species")
        #expect(Set(table.labelTexts) == ["setosa", "versicolor", "virginica"])
        #expect(table.rowCount == 150)
        // A small file: each row counts.
        #expect(table.schema.repeated == .count)
        #expect(RowSet.gather(table, batch: SampleRows.batch(0)).rows.count == 150)
        #expect(Repeats(table).distinct == 149)
    }
}
