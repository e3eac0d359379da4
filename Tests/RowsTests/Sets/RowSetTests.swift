import Domain
import Hashing
import RowSamples
import Rows
import Testing

@Suite("Row set")
struct RowSetTests {
    @Test("holds a repeated row once, with the last label, and counts what it joined")
    func gathering() {
        let schema = Schema(columns: [.init(name: "a", kind: .numeric)], label: "label", task: .classification)
        let table = ExampleTable(
            schema: schema,
            columns: [.numbers([1, 2, 1, 3, 2, 1])],
            labels: .classes([0, 1, 0, 1, 0, 1], names: ["p", "q"])
        )
        let gathered = RowSet.gather(table, batch: SampleRows.batch(0))
        #expect(gathered.rows.table.texts("a") == ["1.0", "2.0", "3.0"])
        #expect(gathered.rows.table.labelTexts == ["q", "p", "q"])
        #expect(gathered.repeatedRows == 3)
        #expect(gathered.conflictingRows == 2)
        #expect(
            gathered.warnings == [
                "2 rows have the features of an earlier row and another label: the last label counts",
                "1 row is an exact copy of an earlier row and is not counted again",
            ]
        )
        #expect(gathered.rows.sources == [[0], [0], [0]])
        #expect(gathered.rows.identities == RowIdentity.compute(gathered.rows.table))
        #expect(RowSet.gather(gathered.rows.table, batch: SampleRows.batch(0)).warnings.isEmpty)
        let same = ExampleTable(schema: schema, columns: [.numbers([1, 1, 1, 1])], labels: .classes([0, 0, 0, 0], names: ["p"]))
        #expect(
            RowSet.gather(same, batch: SampleRows.batch(0)).warnings == [
                "only 1 of 4 rows counts: the others have the features of an earlier row (models.MODEL.rows: {repeated: count} lets each count)"
            ]
        )
    }

    @Test("joined with a later one has the rows and sources of both and the later labels", arguments: ModelSpecification.Task.allCases)
    func merging(task: ModelSpecification.Task) {
        var random = RandomSource(seed: 19)
        for round in 0..<50 {
            let first = SampleRows.set(task, rows: 40, batch: 0, &random)
            // Every third round they share a batch too.
            let second = SampleRows.set(task, rows: 40, batch: round % 3 == 0 ? 0 : 1, &random)
            let joined = first.merged(with: second)
            var expected = first.meaning
            for (identity, row) in second.meaning {
                expected[identity] = RowSet.Meaning(label: row.label, batches: row.batches.union(expected[identity]?.batches ?? []))
            }
            #expect(joined.meaning == expected)
            #expect(joined.identities == RowIdentity.compute(joined.table))
            #expect(joined.merged(with: joined).encode() == joined.encode())
            #expect(RowSet(schema: first.schema).merged(with: first).encode() == first.encode())
            #expect(first.merged(with: RowSet(schema: first.schema)).encode() == first.encode())
        }
    }

    @Test("joins in steps as at once, and in any order where labels agree")
    func associativity() {
        var random = RandomSource(seed: 23)
        let sets = (0..<3).map { SampleRows.set(.classification, rows: 60, batch: $0, classes: 1, &random) }
        let left = sets[0].merged(with: sets[1]).merged(with: sets[2])
        #expect(left.encode() == sets[0].merged(with: sets[1].merged(with: sets[2])).encode())
        #expect(left.encode() == sets[2].merged(with: sets[0]).merged(with: sets[1]).encode())
    }

    @Test("loses exactly the rows that are taken away")
    func removing() {
        var random = RandomSource(seed: 29)
        let rows = SampleRows.set(.classification, rows: 50, batch: 0, &random)
        let gone = Set(rows.identities.shuffled(using: &random).prefix(20))
        let rest = rows.removing(gone)
        #expect(rest.meaning == rows.meaning.filter { !gone.contains($0.key) })
        #expect(rows.removing([SHA256.hash("none of them")]) == rows)
        #expect(rows.removing(Set(rows.identities)).isEmpty)
    }

    @Test(
        "has one digest for the same rows in any order and number, another for other labels or rows",
        arguments: ModelSpecification.Task.allCases
    )
    func rowsDigest(task: ModelSpecification.Task) {
        var random = RandomSource(seed: 31)
        let table = SampleRows.table(task, rows: 80, &random)
        let rows = RowSet(table: table, batch: SampleRows.batch(0))
        #expect(rows.shuffled(&random).rowsDigest == rows.rowsDigest)
        #expect(
            RowSet(table: rows.table.picking(Array(0..<rows.count) + [0, 3]), batch: SampleRows.batch(9)).rowsDigest == rows.rowsDigest
        )
        #expect(rows.subset(Array(1..<rows.count)).rowsDigest != rows.rowsDigest)
        let different = (rows.table.labelTexts.firstIndex { $0 != rows.table.labelTexts[0] })!
        var relabeled = rows.table
        switch relabeled.labels {
        case .classes(var indices, let names):
            indices[0] = indices[different]
            relabeled.labels = .classes(indices, names: names)
        case .numbers(var numbers):
            numbers[0] = numbers[different]
            relabeled.labels = .numbers(numbers)
        }
        #expect(RowSet(table: relabeled, batch: SampleRows.batch(0)).rowsDigest != rows.rowsDigest)
        #expect(RowSet(schema: rows.schema).rowsDigest != rows.rowsDigest)
    }
}
