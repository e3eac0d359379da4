import Bases
import Domain
import NeuralNetworks
import Tensors
import TextEncoding

/// By a pretrained encoder: tokens, its layers, pooling.
final class BaseVectors: TextVectors {
    private let encoder: TextEncoder
    private let tokenizer: Tokenizer
    /// Tokens of a text that are read.
    let most: Int
    private let scratches: ScratchPool<Scratch>

    /// Texts of a forward pass, and tokens: a pass ends where either is reached.
    private static let rows = 32
    private static let places = 1_024

    private final class Scratch {
        let tokenizer = TokenizerScratch()
        var tokens: [Int32] = []
        var offsets: [Int32] = []
        /// The rows that have a text.
        var rows: [Int] = []
        var floats = FloatBuffer(count: 1)
        var vectors: FloatBuffer

        init(width: Int) { vectors = FloatBuffer(count: BaseVectors.rows * width) }

        func begin() {
            tokens.removeAll(keepingCapacity: true)
            offsets.removeAll(keepingCapacity: true)
            offsets.append(0)
            rows.removeAll(keepingCapacity: true)
        }
    }

    /// - Parameters:
    ///   - tokens: Of a text that are read at most; nil: the usual number.
    ///   - precision: Of the encoder.
    init(_ base: Base, tokens: Int?, precision: Precision) throws(Refusal) {
        encoder = base.encoder(precision)
        tokenizer = try Tokenizer(encoded: base.tokenizer)
        most = min(tokens ?? TextSpecification.usualTokens, base.encoder.longestText)
        let width = encoder.width
        scratches = ScratchPool { Scratch(width: width) }
    }

    var width: Int { encoder.width }
    var together: Int { Self.rows }
    var precision: Precision { encoder.precision }

    func fill(_ vectors: UnsafeMutablePointer<Float>, _ rows: InputRows, column: Int, stride: Int, count: Int) {
        vectors.update(repeating: 0, count: count * width)
        scratches.with { scratch in
            scratch.begin()
            for row in 0..<count {
                let text = rows.texts[rows[row * stride + column]]
                guard !text.isEmpty else { continue }
                _ = tokenizer.encode(text, most: most, into: &scratch.tokens, with: scratch.tokenizer)
                scratch.offsets.append(Int32(scratch.tokens.count))
                scratch.rows.append(row)
                if scratch.rows.count == Self.rows || scratch.tokens.count >= Self.places { pass(scratch, into: vectors) }
            }
            pass(scratch, into: vectors)
        }
    }

    private func pass(_ scratch: Scratch, into vectors: UnsafeMutablePointer<Float>) {
        guard !scratch.rows.isEmpty else { return }
        let longest = zip(scratch.offsets, scratch.offsets.dropFirst()).reduce(0) { max($0, Int($1.1 - $1.0)) }
        let capacity = BatchCapacity(rows: scratch.rows.count, places: scratch.tokens.count, longestRow: longest)
        let needed = encoder.scratchCount(capacity)
        if needed > scratch.floats.count { scratch.floats = FloatBuffer(count: needed) }
        scratch.tokens.withUnsafeBufferPointer { tokens in
            scratch.offsets.withUnsafeBufferPointer { offsets in
                encoder.vectors(
                    tokens.baseAddress!,
                    rows: scratch.rows.count,
                    offsets: offsets.baseAddress!,
                    capacity: capacity,
                    into: scratch.vectors.start,
                    scratch: scratch.floats.start
                )
            }
        }
        for (place, row) in scratch.rows.enumerated() {
            (vectors + row * width).update(from: scratch.vectors.start + place * width, count: width)
        }
        scratch.begin()
    }
}
