import Domain
import RowSamples
import Rows
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
        arguments: ModelSpecification.Task.allCases
    )
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

    /// Two rows, two classes, two levels, two batches; the places where each list stands are found by its bytes.
    private var twoRows: RowSet {
        let schema = Schema(columns: [.init(name: "a", kind: .categorical)], label: "label", task: .classification)
        func rows(_ level: String, _ label: String, _ batch: Int) -> RowSet {
            RowSet(
                table: ExampleTable(schema: schema, columns: [.categories([0], levels: [level])], labels: .classes([0], names: [label])),
                batch: SampleRows.batch(batch)
            )
        }
        return rows("lv1", "cl1", 0).merged(with: rows("lv2", "cl2", 1))
    }

    @Test(
        "is refused where it is not the canonical one",
        arguments: [
            ("cl2", "cl0", "the names do not ascend"), ("cl2", "cl1", "the names do not ascend"), ("lv2", "lv0", "the names do not ascend"),
        ]
    )
    func texts(old: String, new: String, what: String) {
        let bytes = replacing(Array(old.utf8), by: Array(new.utf8), in: twoRows.encode())
        let refusal = #expect(throws: Refusal.self) { try RowSet(decoding: bytes) }
        #expect(refusal?.what.contains(what) == true, "\(String(describing: refusal))")
    }

    @Test("is refused where a list has what no row uses, or rows have what no list has")
    func lists() throws {
        let bytes = twoRows.encode()
        #expect(try RowSet(decoding: bytes).count == 2)
        func message(_ change: (inout [UInt8]) -> Void) -> String {
            var changed = bytes
            change(&changed)
            precondition(changed != bytes)
            return #expect(throws: Refusal.self) { try RowSet(decoding: changed) }?.what ?? ""
        }
        let end = bytes.count
        // The labels are the last two words.
        #expect(message { for place in [end - 8, end - 4] { $0[place] = 0 } }.contains("no row has one of the names"))
        #expect(message { $0[end - 4] = 2 }.contains("there is no name 2 among 2"))
        #expect(message { $0.replaceSubrange(end - 4..<end, with: [255, 255, 255, 255]) }.contains("there is no name -1 among 2"))
        // Levels: swapping the two rows turns the order of identities round.
        let levels = try #require(place(of: Array("lv2".utf8), in: bytes)) + 3
        #expect(message { ($0[levels], $0[levels + 4]) = ($0[levels + 4], $0[levels]) }.contains("the rows do not ascend by key"))
        // Batches stand before the 8 bytes of the row count and the sources, two words a row.
        let batches = SampleRows.batch(0).bytes
        let first = try #require(place(of: batches, in: bytes))
        let second = try #require(place(of: SampleRows.batch(1).bytes, in: bytes))
        #expect(message { for offset in 0..<32 { $0.swapAt(first + offset, second + offset) } }.contains("the batches do not ascend"))
        let sources = max(first, second) + 32 + 8
        #expect(message { for place in [sources + 4, sources + 12] { $0[place] = 0 } }.contains("a batch brought no row"))
        #expect(message { $0[sources + 4] = 2 }.contains("a row's source is 2, there are 2 batches"))
        #expect(message { $0[sources] = 0 }.contains("a row has no source"))
        #expect(message { $0[0] = 0 }.contains("these are not rows"))
    }

    private func place(of part: [UInt8], in bytes: [UInt8]) -> Int? {
        (0...bytes.count - part.count).first { bytes[$0..<$0 + part.count].elementsEqual(part) }
    }

    private func replacing(_ old: [UInt8], by new: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard let start = place(of: old, in: bytes) else { return bytes }
        return Array(bytes[..<start]) + new + Array(bytes[(start + old.count)...])
    }

    @Test("takes no number that is missing in two ways, negative zero or infinite", arguments: [-0.0, .infinity, -.infinity, -.nan])
    func numbers(number: Double) throws {
        let schema = Schema(columns: [.init(name: "a", kind: .numeric)], label: "label", task: .regression)
        let marker = 12345.678
        func rows(_ value: Double, _ label: Double) -> RowSet {
            RowSet(table: ExampleTable(schema: schema, columns: [.numbers([value])], labels: .numbers([label])), batch: SampleRows.batch(0))
        }
        func bytes(_ number: Double) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) } }
        for encoded in [rows(marker, 1).encode(), rows(1, marker).encode()] {
            #expect(throws: Refusal.self) { try RowSet(decoding: replacing(bytes(marker), by: bytes(number), in: encoded)) }
        }
        #expect(try RowSet(decoding: replacing(bytes(marker), by: bytes(.nan), in: rows(marker, 1).encode())).table.texts("a") == [nil])
        #expect(throws: Refusal.self) { try RowSet(decoding: replacing(bytes(marker), by: bytes(.nan), in: rows(1, marker).encode())) }
    }

    @Test(
        "is refused where its images have a size that none has",
        arguments: [(0, 2, 1), (2, 2, 0), (-1, 2, 1), (.max, .max, 3), (2, 257, 1)]
    )
    func sizes(height: Int, width: Int, channels: Int) {
        var schema = Schema(image: ImageShape(height: height, width: width, channels: channels))
        schema.spellings = .folded
        let bytes = RowSet(schema: schema).encode()
        let refusal = #expect(throws: Refusal.self) { try RowSet(decoding: bytes) }
        #expect(refusal?.what.contains("no image has the size") == true, "\(String(describing: refusal))")
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
        for round in 0..<40_000 {
            let start = Array("LRNDROWS".utf8) + [UInt8(1 + round % 2), 0, 0, 0]
            let bytes = start + (0..<Int.random(in: 0...80, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) >> 4 }
            #expect((try? RowSet(decoding: bytes)).map { $0.encode() == bytes } ?? true)
        }
        let refusal = #expect(throws: Refusal.self) { try RowSet(decoding: Array("LRNDROWS".utf8) + [3, 0, 0, 0]) }
        #expect(refusal?.what == "encoded rows: the rows' form is 3, this program reads forms up to 2")
    }
}
