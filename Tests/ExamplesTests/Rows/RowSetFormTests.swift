import Domain
import Examples
import Testing

@Suite("Row set's binary form")
struct RowSetFormTests {
    private func sample(_ task: ModelSpecification.Task, _ random: inout RandomSource) -> RowSet {
        SampleRows.set(task, rows: 30, batch: 0, &random).merged(with: SampleRows.set(task, rows: 30, batch: 1, &random))
    }

    @Test("gives the set back, sorted, with only what is in use", arguments: ModelSpecification.Task.allCases)
    func roundTrip(task: ModelSpecification.Task) throws {
        var random = RandomSource(seed: 53)
        for _ in 0..<20 {
            let rows = sample(task, &random)
            let back = try RowSet(decoding: rows.encode())
            #expect(back.meaning == rows.meaning)
            #expect(back.schema == rows.schema)
            #expect(back.identities == rows.identities.sorted())
            #expect(back.encode() == rows.encode())
            #expect(back.rowsDigest == rows.rowsDigest)
            if case .classes(let indices, let names) = back.table.labels {
                #expect(Set(indices).count == names.count)
                #expect(names == names.sorted())
            }
        }
    }

    @Test(
        "is the same bytes for equal sets, whatever order their rows, levels, names and batches have",
        arguments: ModelSpecification.Task.allCases)
    func canonical(task: ModelSpecification.Task) {
        var random = RandomSource(seed: 59)
        let first = SampleRows.set(task, rows: 40, batch: 0, &random)
        let second = SampleRows.set(task, rows: 40, batch: 1, &random).removing(Set(first.identities))
        #expect(first.merged(with: second).encode() == second.shuffled(&random).merged(with: first.shuffled(&random)).encode())
        // What only rows had that are gone leaves no trace.
        let without = first.merged(with: second).removing(Set(second.identities))
        #expect(without.encode() == first.encode())
    }

    @Test("differs where a label, a source or the schema does")
    func differences() {
        var random = RandomSource(seed: 61)
        let table = SampleRows.table(.classification, rows: 20, &random)
        let rows = RowSet(table: table, batch: SampleRows.batch(0))
        var renamed = table
        renamed.schema.columns[0].name = "length"
        let others = [
            RowSet(table: table, batch: SampleRows.batch(1)), RowSet(table: renamed, batch: SampleRows.batch(0)), rows.subset([0]),
        ]
        #expect(Set(others.map { $0.encode() } + [rows.encode()]).count == 4)
    }

    @Test("holds no rows too", arguments: ModelSpecification.Task.allCases)
    func empty(task: ModelSpecification.Task) throws {
        var random = RandomSource(seed: 67)
        let none = RowSet(schema: SampleRows.schema(task))
        #expect(try RowSet(decoding: none.encode()) == none)
        #expect(SampleRows.set(task, rows: 5, batch: 0, &random).subset([]).encode() == none.encode())
    }

    @Test("is refused where it ends early, and where it goes on", arguments: ModelSpecification.Task.allCases)
    func lengths(task: ModelSpecification.Task) {
        var random = RandomSource(seed: 71)
        let bytes = sample(task, &random).encode()
        for count in bytes.indices {
            #expect(throws: Refusal.self, "\(count) bytes") { try RowSet(decoding: Array(bytes.prefix(count))) }
        }
        let refusal = #expect(throws: Refusal.self) { try RowSet(decoding: bytes + [0]) }
        #expect(refusal?.what == "encoded rows: there is more after the rows")
    }

    @Test("read from any bytes either is refused or encodes to them again", arguments: ModelSpecification.Task.allCases)
    func fuzz(task: ModelSpecification.Task) {
        var random = RandomSource(seed: 73)
        let bytes = SampleRows.set(task, rows: 12, batch: 0, &random).merged(with: SampleRows.set(task, rows: 12, batch: 1, &random))
            .encode()
        var refused = 0
        let rounds = 20_000
        for _ in 0..<rounds {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<changed.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: changed[place] = UInt8.random(in: .min ... .max, using: &random)
                case 1: changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: changed.removeSubrange(place..<min(changed.count, place + Int.random(in: 1...8, using: &random)))
                default: changed.insert(contentsOf: [0xFF, 0xFF, 0xFF, 0x7F], at: place)
                }
                if changed.isEmpty { break }
            }
            if let rows = try? RowSet(decoding: changed) {
                #expect(rows.encode() == changed)
            } else {
                refused += 1
            }
        }
        #expect(refused > rounds / 2)
    }

    @Test("read from random bytes behind its beginning is refused")
    func random() {
        var random = RandomSource(seed: 79)
        let start = Array("LRNDROWS".utf8) + [1, 0, 0, 0]
        for _ in 0..<20_000 {
            let bytes = start + (0..<Int.random(in: 0...80, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) >> 4 }
            #expect((try? RowSet(decoding: bytes)).map { $0.encode() == bytes } ?? true)
        }
        let refusal = #expect(throws: Refusal.self) { try RowSet(decoding: Array("LRNDROWS".utf8) + [2, 0, 0, 0]) }
        #expect(refusal?.what == "encoded rows: the rows' form is 2, this program reads form 1")
    }
}
