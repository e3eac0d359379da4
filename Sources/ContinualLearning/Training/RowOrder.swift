import Domain
import Tensors

/// Which rows a step takes: slices of one permutation after another, each seeded by the job, the name and its number alone.
///
/// So a step's rows depend on nothing that an earlier step left behind, and a job can go on from any step.
struct RowOrder {
    private let seeds: SeedStream
    private let count: Int
    private var round = -1
    private var permutation: [Int32]

    init(rows count: Int, seed: Digest, name: String) {
        seeds = SeedStream(seed, name)
        self.count = count
        permutation = [Int32](0..<Int32(count))
    }

    /// Fills `rows` with step `step`'s rows (steps count from 0; every step takes `rows.count`).
    mutating func take(step: Int, into rows: inout [Int32]) {
        let start = step * rows.count
        for position in rows.indices {
            let (round, index) = (start + position).quotientAndRemainder(dividingBy: count)
            if round != self.round { shuffle(round) }
            rows[position] = permutation[index]
        }
    }

    private mutating func shuffle(_ round: Int) {
        var random = RandomSource(seed: seeds[round])
        for position in permutation.indices { permutation[position] = Int32(position) }
        for position in stride(from: count - 1, to: 0, by: -1) {
            permutation.swapAt(position, Int(random.next() % UInt64(position + 1)))
        }
        self.round = round
    }
}
