import CAllocations
import NeuralNetworks
import Tensors
import Testing
import Threads

@testable import Bases

@Suite("Encoders against transformers")
struct GoldenTests {
    // States are a few units large, and 32-bit sums of up to 96 terms follow each other through at most three layers: 1e-5 or so. 1e-4 is what users of
    // such vectors have to expect between any two runtimes.
    @Test("have the same hidden states and vectors, of F32, F16 and BF16, with and without a prefix", arguments: GoldenBase.all)
    func same(golden: GoldenBase) throws {
        let trial = try BaseTrial()
        let base = try trial.store.open(try trial.add(golden.path).description.digest)
        let expected = try golden.expected()
        let found = base.encoder.encoded(expected.tokens, lengths: expected.lengths)
        #expect(largestDifference(found.hidden, expected.hidden) < 1e-4)
        #expect(largestDifference(found.vectors, expected.vectors) < 1e-4)
    }

    // Each weight is off by at most 2⁻⁹ of itself, and so is what it multiplies where the CPU multiplies pairs: of vectors whose numbers are a few
    // units large 2e-2 and 6e-2 were seen, and a weight in the wrong place makes whole units.
    @Test("have vectors in bfloat16 that are near to those in 32 bits", arguments: GoldenBase.all)
    func rounded(golden: GoldenBase) throws {
        let trial = try BaseTrial()
        let base = try trial.store.open(try trial.add(golden.path).description.digest)
        let expected = try golden.expected()
        let encoder = base.encoder(.bfloat16)
        #expect(encoder.precision == .bfloat16)
        let found = encoder.encoded(expected.tokens, lengths: expected.lengths)
        let difference = largestDifference(found.vectors, expected.vectors)
        #expect(difference < 0.1)
        // Where 32 divides none of its matrices' columns, nothing is rounded.
        #expect(base.encoder.width < 32 || difference > 0)
    }

    @Test(
        "give a text the same bytes alone, in any batch, on any number of threads",
        arguments: GoldenBase.all,
        [Precision.single, .bfloat16]
    )
    func sameBytes(golden: GoldenBase, precision: Precision) throws {
        let trial = try BaseTrial()
        let encoder = try trial.store.open(try trial.add(golden.path).description.digest).encoder(precision)
        let (lengths, width) = ([3, 40, 1, 12, 7, 25, 2, 2, 31, 16, 5, 40, 9, 1, 18, 33, 4, 11, 22, 6], encoder.width)
        let tokens = (0..<lengths.reduce(0, +)).map { Int32(2 + $0 * 37 % 98) }
        let together = encoder.encoded(tokens, lengths: lengths)
        for threads in [2, 3] {
            let shared = encoder.encoded(tokens, lengths: lengths, team: Team(threads: threads))
            #expect(shared.vectors.map(\.bitPattern) == together.vectors.map(\.bitPattern))
            #expect(shared.hidden.map(\.bitPattern) == together.hidden.map(\.bitPattern))
        }
        var place = 0
        for (row, length) in lengths.enumerated() {
            let alone = encoder.encoded(Array(tokens[place..<place + length]), lengths: [length])
            #expect(alone.vectors.map(\.bitPattern) == together.vectors[row * width..<(row + 1) * width].map(\.bitPattern))
            #expect(alone.hidden.map(\.bitPattern) == together.hidden[place * width..<(place + length) * width].map(\.bitPattern))
            place += length
        }
    }

    @Test(
        "allocate nothing in a pass",
        .enabled(if: learnd_counts_allocations(), "a sanitizer has replaced the allocating functions"),
        arguments: [Precision.single, .bfloat16]
    )
    func allocations(precision: Precision) throws {
        let trial = try BaseTrial()
        let encoder = try trial.store.open(try trial.add(GoldenBase.all[0].path).description.digest).encoder(precision)
        let capacity = BatchCapacity(rows: 3, places: 60, longestRow: 40)
        let (offsets, tokens) = (RowOffsets(lengths: [4, 40, 16]), [Int32](repeating: 7, count: 60))
        let scratch = FloatBuffer(count: encoder.scratchCount(capacity))
        let outputs = FloatBuffer(count: 60 * encoder.width)
        func pass() {
            encoder.vectors(tokens, rows: 3, offsets: offsets.pointer, capacity: capacity, into: outputs.start, scratch: scratch.start)
            encoder.hiddenStates(
                tokens,
                rows: 3,
                offsets: offsets.pointer,
                capacity: capacity,
                into: outputs.start,
                scratch: scratch.start
            )
        }
        pass()
        let before = learnd_allocations()
        pass()
        #expect(learnd_allocations() == before)
    }

    @Test("refuse to run a text without tokens, one that is too long, and a token that there is not")
    func preconditions() async {
        await #expect(processExitsWith: .failure) { try GoldenTests.run([7, 7], lengths: [1, 1], capacity: 1) }
        await #expect(processExitsWith: .failure) { try GoldenTests.run([Int32](repeating: 7, count: 41), lengths: [41], capacity: 41) }
        await #expect(processExitsWith: .failure) { try GoldenTests.run([100], lengths: [1], capacity: 1) }
        await #expect(processExitsWith: .failure) { try GoldenTests.run([-1], lengths: [1], capacity: 1) }
    }

    static func run(_ tokens: [Int32], lengths: [Int], capacity: Int) throws {
        let trial = try BaseTrial()
        let base = try trial.store.open(try trial.add(GoldenBase.all[0].path).description.digest)
        let capacity = BatchCapacity(rows: lengths.count, places: capacity)
        let scratch = FloatBuffer(count: base.encoder.scratchCount(capacity))
        let outputs = FloatBuffer(count: lengths.count * base.encoder.width)
        let offsets = RowOffsets(lengths: lengths)
        base.encoder.vectors(
            tokens,
            rows: lengths.count,
            offsets: offsets.pointer,
            capacity: capacity,
            into: outputs.start,
            scratch: scratch.start
        )
    }
}
