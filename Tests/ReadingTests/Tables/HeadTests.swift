import Domain
import RowSamples
import Rows
import Testing

@Suite("Files of several labels")
struct HeadTests {
    private let both = ModelSpecification(labels: ["kind": HeadSpecification(), "size": HeadSpecification(task: .regression)])

    private func labels(_ table: ExampleTable, _ head: Int) -> [String] {
        switch table.heads[head] {
        case .classes(let indices, let names): indices.map { $0 < 0 ? "-" : names[Int($0)] }
        case .numbers(let numbers): numbers.map { $0.isNaN ? "-" : "\($0)" }
        }
    }

    @Test("have rows that lack some, and set aside those that lack all")
    func gaps() throws {
        let result = try SampleFile("a,size,kind\n1,2,p\n2,,q\n3,4,\n4,NA,\n5,6,p\n6,7,q\n7,8,p\n8,9,q\n9,1,p\n10,1,q\n")
            .read(specification: both)
        #expect(result.table.schema.heads.map(\.name) == ["kind", "size"])
        #expect(labels(result.table, 0) == ["p", "q", "-", "p", "q", "p", "q", "p", "q"])
        #expect(labels(result.table, 1) == ["2.0", "-", "4.0", "6.0", "7.0", "8.0", "9.0", "1.0", "1.0"])
        #expect(result.refused.map(\.reason) == ["none of the labels 'kind', 'size' is there"])
        #expect(
            result.notes.prefix(2) == [
                "label: kind (set in the model's settings), 2 classes (p, q); 1 of 9 rows lack it",
                "label: size (set in the model's settings), a number; 1 of 9 rows lack it",
            ]
        )
    }

    @Test("find out what each label is, however many rows lack it, in CSV and in JSON")
    func tasks() throws {
        let specification = ModelSpecification(labels: ["kind": HeadSpecification(), "size": HeadSpecification()])
        let sizes = (0..<40).map { $0 % 2 == 0 ? "" : "\(Double($0) / 4)" }
        let rows = sizes.enumerated().map { "\($0.offset),\($0.element),\($0.offset % 3 == 1 ? "p" : "q")\n" }.joined()
        let csv = try SampleFile("a,size,kind\n" + rows).read(specification: specification).table
        #expect(csv.schema.heads.map(\.task) == [.classification, .regression])
        let lines = sizes.enumerated().map { place, size in
            #"{"a":\#(place),\#(size.isEmpty ? "" : #""size":\#(size),"#)"kind":"\#(place % 3 == 1 ? "p" : "q")"}"#
        }
        let json = try SampleFile(lines.joined(separator: "\n")).read(as: "a.jsonl", specification: specification).table
        #expect(json.heads == csv.heads)
    }

    @Test("begin a label with the first file that has it, the first one or a later one")
    func beginning() throws {
        let first = try SampleFile("a,kind\n1,p\n2,q\n").read(specification: both)
        #expect(first.table.schema.heads.map(\.name) == ["kind"])
        #expect(
            first.warnings == [
                "the file has no row with these labels of the model's settings: 'size'; each begins with the first file that has it"
            ]
        )
        let empty = try SampleFile("a,kind,size\n1,p,\n2,q,\n").read(specification: both)
        #expect(empty.table.schema.heads.map(\.name) == ["kind"] && empty.table.schema.columns.map(\.name) == ["a"])
        let later = try SampleFile("a,kind,size\n1,p,\n2,,5.5\n").read(schema: first.table.schema, specification: both)
        #expect(later.table.schema.heads == [first.table.schema.heads[0], .init(name: "size", task: .regression)])
        #expect(labels(later.table, 1) == ["-", "5.5"])
        #expect(later.warnings == ["the label 'size' begins with this file, as a number"])
        let still = try SampleFile("a,kind\n1,p\n").read(schema: first.table.schema, specification: both)
        #expect(still.warnings == ["no file has had these labels of the model's settings yet: 'size'"])
        // A file of the one label alone is read under the form of both.
        let alone = try SampleFile("a,size\n1,2\n").read(schema: later.table.schema, specification: both)
        #expect(labels(alone.table, 0) == ["-"] && labels(alone.table, 1) == ["2.0"])
        #expect(
            try SampleFile("a,kind,size\n1,p,\n").read(schema: first.table.schema, specification: both).table.schema == first.table.schema
        )
    }

    @Test("are refused without any of them")
    func none() {
        let first = #expect(throws: Refusal.self) { try SampleFile("a,b\n1,p\n").read(specification: both) }
        #expect(first?.what == "the file has none of the labels in the model's settings: 'kind', 'size'")
        let schema = Schema(columns: [.init(name: "a", kind: .numeric)], heads: SampleHeads.schema.heads)
        let later = #expect(throws: Refusal.self) { try SampleFile("a,b\n1,p\n").read(schema: schema) }
        #expect(later?.what == "the file is missing columns 'kind', 'size'")
    }

    @Test("leave a label that is a feature already what it is")
    func feature() throws {
        let schema = Schema(
            columns: [.init(name: "a", kind: .numeric), .init(name: "size", kind: .numeric)],
            label: "kind",
            task: .classification
        )
        let table = try SampleFile("a,size,kind\n1,2,p\n").read(schema: schema, specification: both).table
        #expect(table.schema == schema)
    }
}
