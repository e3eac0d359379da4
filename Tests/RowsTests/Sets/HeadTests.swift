import Domain
import Hashing
import RowSamples
import Rows
import Testing

@Suite("Rows of several labels")
struct HeadTests {
    private static let schema = Schema(
        columns: [.init(name: "a", kind: .numeric)],
        heads: [.init(name: "p", task: .classification), .init(name: "q", task: .regression)]
    )

    private func set(_ rows: [(a: Double, p: String?, q: Double?)], batch: Int = 0, repeated: RepeatedRows? = nil) -> RowSet {
        var schema = Self.schema
        schema.repeated = repeated
        let names = Set(rows.compactMap(\.p)).sorted()
        let table = ExampleTable(
            schema: schema,
            columns: [.numbers(rows.map(\.a))],
            heads: [
                .classes(rows.map { row in Int32(row.p.flatMap { names.firstIndex(of: $0) } ?? -1) }, names: names),
                .numbers(rows.map { $0.q ?? .nan }),
            ]
        )
        return RowSet(table: table, batch: SampleRows.batch(batch))
    }

    /// `1: x/-` for each row.
    private func texts(_ rows: RowSet) -> [String] {
        guard case .classes(let indices, let names) = rows.table.heads[0], case .numbers(let numbers) = rows.table.heads[1],
            let features = rows.table.columns[0].numbers
        else { return [] }
        return rows.keys.indices.map { row in
            "\(features[row]): \(indices[row] < 0 ? "-" : names[Int(indices[row])])/\(numbers[row].isNaN ? "-" : "\(numbers[row])")"
        }.sorted()
    }

    @Test("merge within a file label by label: one that is missing leaves the earlier")
    func within() {
        let rows = set([(1, "x", nil), (1, nil, 2), (1, "y", nil), (2, nil, 5), (2, nil, 6)])
        #expect(texts(rows) == ["1.0: y/2.0", "2.0: -/6.0"])
        let counted = set([(1, "x", nil), (1, nil, 2)], repeated: .count)
        #expect(texts(counted) == ["1.0: -/2.0", "1.0: x/-"])
    }

    @Test("merge across files label by label, and a job's rows take what is remembered of the same rows")
    func across() {
        let earlier = set([(1, "x", 1), (2, "x", nil), (3, nil, 3)])
        let later = set([(1, nil, 7), (2, nil, 8), (3, "y", nil), (4, "z", nil)], batch: 1)
        #expect(texts(earlier.merged(with: later)) == ["1.0: x/7.0", "2.0: x/8.0", "3.0: y/3.0", "4.0: z/-"])
        #expect(texts(later.completed(by: earlier)) == ["1.0: x/7.0", "2.0: x/8.0", "3.0: y/3.0", "4.0: z/-"])
        #expect(later.completed(by: earlier).keys == later.keys)
    }

    @Test("are written and read again, gaps among them, and rows without any label are refused")
    func form() throws {
        let rows = SampleHeads.set(rows: 120, batch: 3)
        let bytes = rows.encode()
        let read = try RowSet(decoding: bytes)
        #expect(read.encode() == bytes && read.rowsDigest == rows.rowsDigest)
        var random = RandomSource(seed: 5)
        #expect(rows.shuffled(&random).encode() == bytes)
        let unlabeled = ExampleTable(
            schema: Self.schema,
            columns: [.numbers([1])],
            heads: [.classes([-1], names: []), .numbers([.nan])]
        )
        let broken = RowSet(table: unlabeled, batch: SampleRows.batch(0)).encode()
        let refusal = #expect(throws: Refusal.self) { try RowSet(decoding: broken) }
        #expect(refusal?.what.contains("a row has none of the labels") == true)
    }

    @Test("have another digest if one label of one row is another, or is missing")
    func digest() {
        let rows = set([(1, "x", 1), (2, "y", nil)])
        #expect(set([(2, "y", nil), (1, "x", 1)]).rowsDigest == rows.rowsDigest)
        for other in [set([(1, "x", nil), (2, "y", nil)]), set([(1, "x", 1), (2, "y", 0)]), set([(1, nil, 1), (2, "y", nil)])] {
            #expect(other.rowsDigest != rows.rowsDigest)
        }
    }

    @Test("of one head are what a model of that label alone would have", arguments: [0, 1])
    func alone(head: Int) {
        let rows = SampleHeads.set(rows: 200, batch: 4)
        let own = rows.head(head)
        #expect(!own.schema.hasSeveralHeads && own.schema.label == ["kind", "size"][head])
        #expect(own.count < rows.count && Set(own.keys).isSubset(of: rows.keys))
        #expect((0..<own.count).allSatisfy { own.table.labels.hasLabel($0) })
        #expect(own.identities == RowIdentity.compute(own.table))
    }

    @Test("may gain a label that none of them has yet")
    func further() throws {
        let rows = SampleHeads.set(rows: 30, batch: 6, heads: [0])
        let both = rows.under(SampleHeads.schema)
        #expect(both.keys == rows.keys && both.head(0).rowsDigest == rows.rowsDigest && both.head(1).isEmpty)
        #expect(try RowSet(decoding: both.encode()).rowsDigest == both.rowsDigest)
        let merged = both.merged(with: SampleHeads.set(rows: 30, batch: 7))
        #expect(merged.count == 60)
    }

    // What the memory keeps is a function of all rows ever learned, in any pieces.
    @Test("are kept head by head, and keeping in steps loses nothing")
    func keeping() {
        let sets = (0..<3).map { SampleHeads.set(rows: 150, batch: 10 + $0) }
        let whole = sets.dropFirst().reduce(sets[0]) { $0.merged(with: $1) }.keepingBalanced(capacity: 60, seed: 9)
        var steps = sets[0].keepingBalanced(capacity: 60, seed: 9)
        for set in sets.dropFirst() { steps = steps.keepingBalanced(with: set, capacity: 60, seed: 9) }
        #expect(steps.encode() == whole.encode())
        #expect(whole.count <= 60 && whole.head(0).count >= 30 && whole.head(1).count >= 30)
    }

    @Test("have a form whose one label is written as ever, and several as a list")
    func schema() throws {
        let one = Schema(columns: [.init(name: "a", kind: .numeric)], label: "b", task: .classification, classNames: .letters)
        let text = String(decoding: try CanonicalJSON.encode(one), as: UTF8.self)
        #expect(
            text == #"{"class_names":"letters","columns":[{"kind":"numeric","name":"a"}],"label":"b","task":"classification"}"#
        )
        #expect(try CanonicalJSON.decode(Schema.self, from: Array(text.utf8)) == one)
        let several = try CanonicalJSON.encode(Self.schema)
        #expect(String(decoding: several, as: UTF8.self).contains(#""heads":[{"name":"p","task":"classification"},"#))
        #expect(try CanonicalJSON.decode(Schema.self, from: several) == Self.schema)
    }
}
