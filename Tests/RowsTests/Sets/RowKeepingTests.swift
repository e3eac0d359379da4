import Domain
import Hashing
import RowSamples
import Rows
import Testing

@Suite("Bounded keeping of rows")
struct RowKeepingTests {
    /// Rows of classes of the sizes given, each row different.
    private func rows(_ sizes: [Int], first: Int = 0, batch: Int = 0) -> RowSet {
        let schema = Schema(columns: [.init(name: "a", kind: .numeric)], label: "label", task: .classification)
        let labels = sizes.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1) }
        return RowSet(
            table: ExampleTable(
                schema: schema,
                columns: [.numbers(labels.indices.map { Double(first + $0) })],
                labels: .classes(labels, names: sizes.indices.map { "c\($0)" })
            ),
            batch: SampleRows.batch(batch)
        )
    }

    private func sizes(_ rows: RowSet, _ count: Int) -> [Int] {
        (0..<count).map { place in rows.table.labelTexts.count { $0 == "c\(place)" } }
    }

    @Test(
        "shares the capacity out evenly and lets what is unused go round",
        arguments: [
            ([10, 10], 6, [3, 3]), ([2, 10], 6, [2, 4]), ([1, 2, 10, 10], 13, [1, 2, 5, 5]), ([0, 5, 5], 4, [0, 2, 2]),
            ([3, 3], 10, [3, 3]),
            ([5], 0, [0]), ([100, 1, 1, 1], 50, [47, 1, 1, 1]), ([4, 4, 4], 12, [4, 4, 4]),
        ]
    )
    func shares(sizes: [Int], capacity: Int, expected: [Int]) {
        let kept = rows(sizes).keepingBalanced(capacity: capacity, seed: 1)
        #expect(self.sizes(kept, sizes.count) == expected)
    }

    @Test("fills the capacity exactly, no class more than one row ahead of another that has more", arguments: [0, 1, 2, 7, 8, 29, 30, 31])
    func balance(capacity: Int) {
        let sizes = [3, 9, 1, 14, 6]
        for seed in 0..<10 {
            let kept = rows(sizes).keepingBalanced(capacity: capacity, seed: UInt64(seed))
            #expect(kept.count == min(capacity, sizes.reduce(0, +)))
            let counts = self.sizes(kept, sizes.count)
            for (count, size) in zip(counts, sizes) where count < size { #expect(counts.allSatisfy { $0 <= count + 1 }) }
        }
    }

    @Test("keeps the rows of the highest priority in each class")
    func priorities() {
        let all = rows([20, 30])
        for kept in [all.keepingBalanced(capacity: 10, seed: 3), all.keepingHighest(perClass: 5, seed: 3)] {
            for place in 0..<2 {
                let label = "c\(place)"
                let ranked = all.identities.indices.filter { all.table.labelTexts[$0] == label }.map { all.identities[$0] }
                    .sorted { RowPriority.of($0, seed: 3) > RowPriority.of($1, seed: 3) }
                let found = kept.identities.indices.filter { kept.table.labelTexts[$0] == label }.map { kept.identities[$0] }
                #expect(Set(found) == Set(ranked.prefix(5)))
            }
        }
        #expect(all.keepingBalanced(capacity: 10, seed: 3).identities != all.keepingBalanced(capacity: 10, seed: 4).identities)
    }

    @Test("does not depend on the order of rows and names", arguments: ModelSpecification.Task.allCases)
    func order(task: ModelSpecification.Task) throws {
        var random = RandomSource(seed: 37)
        let all = SampleRows.set(task, rows: 200, batch: 0, &random)
        for capacity in [0, 1, 2, 3, 13, 14, 15, 50, 1_000] {
            // Rows anew, names sorted.
            let other = try RowSet(decoding: all.encode()).shuffled(&random)
            #expect(
                other.keepingBalanced(capacity: capacity, seed: 5).encode() == all.keepingBalanced(capacity: capacity, seed: 5).encode()
            )
            #expect(other.keepingHighest(perClass: capacity, seed: 5).encode() == all.keepingHighest(perClass: capacity, seed: 5).encode())
        }
    }

    @Test("in steps loses nothing: keeping what was kept and what is new is keeping all", arguments: ModelSpecification.Task.allCases)
    func steps(task: ModelSpecification.Task) {
        var random = RandomSource(seed: 41)
        for round in 0..<60 {
            let seed = UInt64(round)
            let capacity = Int.random(in: 0...60, using: &random)
            var all = RowSet(schema: SampleRows.schema(task))
            var kept = all
            var known: Set<Digest> = []
            for batch in 0..<4 {
                // Classes come and grow; a row keeps its label.
                let new = SampleRows.set(task, rows: 50, batch: batch, classes: batch + 1, &random).removing(known)
                known.formUnion(new.identities)
                all = all.merged(with: new)
                kept = kept.merged(with: new).keepingBalanced(capacity: capacity, seed: seed)
                #expect(kept.encode() == all.keepingBalanced(capacity: capacity, seed: seed).encode())
            }
        }
    }

    @Test("of two sets is that of both joined, whatever labels changed", arguments: ModelSpecification.Task.allCases)
    func together(task: ModelSpecification.Task) {
        var random = RandomSource(seed: 43)
        for round in 0..<80 {
            let seed = UInt64(round)
            let capacity = Int.random(in: 0...60, using: &random)
            let first = SampleRows.set(task, rows: 80, batch: 1, classes: 3, &random).keepingBalanced(capacity: 70, seed: seed)
            let later = SampleRows.set(task, rows: Int.random(in: 1...120, using: &random), batch: 2, classes: 5, &random)
            let joined = first.merged(with: later).keepingBalanced(capacity: capacity, seed: seed)
            #expect(first.keepingBalanced(with: later, capacity: capacity, seed: seed).encode() == joined.encode())
            #expect(first.without(later).encode() == first.removing(Set(later.keys)).encode())
        }
    }

    @Test("of many rows keeps those that sorting all of them would")
    func many() {
        var random = RandomSource(seed: 47)
        let rows = SampleRows.set(.regression, rows: 3_000, batch: 1, &random)
        let ranked = rows.keys.indices.sorted {
            (RowPriority.of(rows.keys[$0], seed: 9), rows.keys[$0]) > (RowPriority.of(rows.keys[$1], seed: 9), rows.keys[$1])
        }
        for count in [0, 1, 7, 100, rows.count - 1, rows.count] {
            #expect(rows.keepingHighest(perClass: count, seed: 9).encode() == rows.subset(Array(ranked.prefix(count))).encode())
        }
    }

    @Test("some rows are encoded from where they lie as a set of their own is")
    func encodesInPlace() {
        var random = RandomSource(seed: 51)
        let rows = SampleRows.set(.classification, rows: 200, batch: 1, &random).merged(
            with: SampleRows.set(.classification, rows: 200, batch: 2, &random)
        )
        for share in [1, 2, 5] {
            let places = rows.keys.indices.filter { $0 % share == 0 }.shuffled(using: &random)
            var bytes: [UInt8] = []
            rows.encode(places) { bytes += $0 }
            #expect(bytes == rows.subset(places).encode())
        }
    }

    @Test("digests are put in order as comparing them would", arguments: [0, 1, 2, 1_000])
    func digestOrder(count: Int) {
        var random = RandomSource(seed: UInt64(count))
        var digests = (0..<count).map { SHA256.hash("\($0)") }
        // Some agree in their first word, some altogether.
        for place in stride(from: 0, to: count - 1, by: 3) {
            let word = digests[place].words
            digests[place + 1] = place % 2 == 0 ? digests[place] : Digest(words: (word.0, random.next(), word.2, word.3))
        }
        let places = Array(digests.indices).shuffled(using: &random)
        #expect(DigestOrder.ascending(places, digests).map { digests[$0] } == digests.sorted())
    }

    @Test("is exact when a batch is taken away that was kept without a bound")
    func exactRemoval() {
        var random = RandomSource(seed: 43)
        let first = SampleRows.set(.classification, rows: 80, batch: 0, &random)
        let second = SampleRows.set(.classification, rows: 80, batch: 1, &random).removing(Set(first.identities))
        let without = first.merged(with: second).removing(Set(second.identities))
        #expect(without.keepingBalanced(capacity: 30, seed: 1).encode() == first.keepingBalanced(capacity: 30, seed: 1).encode())
    }

    @Test("takes numbers for one class")
    func regression() {
        var random = RandomSource(seed: 47)
        let all = SampleRows.set(.regression, rows: 100, batch: 0, &random)
        let balanced = all.keepingBalanced(capacity: 20, seed: 2)
        #expect(balanced == all.keepingHighest(perClass: 20, seed: 2))
        #expect(balanced.count == 20)
        let ranked = all.identities.sorted { RowPriority.of($0, seed: 2) > RowPriority.of($1, seed: 2) }
        #expect(balanced.identities == ranked.prefix(20).sorted())
    }
}
