import NeuralNetworks
import Tensors
import Threads

@testable import Bases

extension TextEncoder {
    /// Vectors of texts of these lengths; their last hidden states too.
    func encoded(_ tokens: [Int32], lengths: [Int], team: Team? = nil) -> (hidden: [Float], vectors: [Float]) {
        let capacity = BatchCapacity(rows: lengths.count, places: tokens.count, longestRow: lengths.max()!)
        let offsets = RowOffsets(lengths: lengths)
        let scratch = FloatBuffer(count: scratchCount(capacity, threads: team?.threads ?? 1))
        scratch.start.update(repeating: .nan, count: scratch.count)
        let (hidden, vectors) = (FloatBuffer(count: tokens.count * width), FloatBuffer(count: lengths.count * width))
        for (pass, outputs) in [(hiddenStates, hidden), (self.vectors, vectors)] {
            pass(tokens, lengths.count, offsets.pointer, capacity, outputs.start, scratch.start, team)
        }
        return (hidden.elements, vectors.elements)
    }
}

func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
    precondition(left.count == right.count, "\(left.count) against \(right.count)")
    return zip(left, right).reduce(0) { $1.0.isFinite && $1.1.isFinite ? max($0, abs($1.0 - $1.1)) : .infinity }
}
