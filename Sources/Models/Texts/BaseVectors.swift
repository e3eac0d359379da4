import Bases
import Domain
import NeuralNetworks
import Tensors
import TextEncoding

/// By a pretrained encoder: tokens, its layers, pooling.
final class BaseVectors: TextVectors {
    private let encoder: TextEncoder
    private let tokens: TokenBatches
    /// - Parameters:
    ///   - tokens: Of a text that are read at most; nil: the usual number.
    ///   - precision: Of the encoder.
    init(_ whole: OpenBase, tokens: Int?, precision: Precision) {
        encoder = whole.base.encoder(precision)
        self.tokens = TokenBatches(whole.tokenizer, most: whole.most(tokens), width: encoder.width)
    }

    var width: Int { encoder.width }
    var together: Int { TokenBatches.rows }
    var precision: Precision { encoder.precision }

    func fill(_ vectors: UnsafeMutablePointer<Float>, _ rows: InputRows, column: Int, stride: Int, count: Int) {
        vectors.update(repeating: 0, count: count * width)
        tokens.each(rows, columns: [column], stride: stride, count: count, leavesOutEmpty: true) { batch, scratch in
            encoder.vectors(
                batch.tokens,
                rows: batch.rows.count,
                offsets: batch.offsets,
                capacity: batch.capacity,
                into: scratch.outputs.start,
                scratch: scratch.floats(encoder.scratchCount(batch.capacity))
            )
            for (place, row) in batch.rows.enumerated() {
                (vectors + row * width).update(from: scratch.outputs.start + place * width, count: width)
            }
        }
    }
}
