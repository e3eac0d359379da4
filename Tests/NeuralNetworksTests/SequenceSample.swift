import NeuralNetworks
import Testing

/// A network over rows of several places and its plain twin.
struct SequenceSample: Sendable, CustomTestStringConvertible {
    var testDescription: String
    let network: Network
    /// Numbers that a place's input may be: whole ones below these, or any.
    let levels: [Int]?
    /// A row's outputs, place after place.
    let plain: @Sendable (PlainSequence, [[Double]]) -> [Double]

    /// Inputs of so many places.
    func inputs(_ places: Int, seed: UInt64) -> [Float] {
        let numbers = normals(places * network.input.count, seed: seed)
        guard let levels else { return numbers }
        return numbers.enumerated().map { Float(Int(abs($1) * 1000) % levels[$0 % levels.count]) }
    }

    /// What a row of so many places puts out.
    func outputPlaces(_ length: Int) -> Int { network.poolingLayer < network.layers.count ? 1 : length }

    private static func attention(width: Int, heads: Int) -> SequenceSample {
        var builder = NetworkBuilder(input: Extent(features: width))
        builder.selfAttention("attention", heads: heads)
        return SequenceSample(testDescription: "attention \(width) of \(heads) heads", network: builder.build(), levels: nil) {
            $0.attention($1, "attention", heads: heads).flatMap(\.self)
        }
    }

    private static func encoder(width: Int, heads: Int, hidden: Int, epsilon: Float) -> SequenceSample {
        var builder = NetworkBuilder(input: Extent(features: width))
        builder.encoderLayer("encoder", heads: heads, hidden: hidden, epsilon: epsilon)
        return SequenceSample(testDescription: "encoder layer \(width), \(heads), \(hidden)", network: builder.build(), levels: nil) {
            $0.encoderLayer($1, "encoder", heads: heads, epsilon: Double(epsilon)).flatMap(\.self)
        }
    }

    /// A whole one, as a text's encoder is: with a linear head, or another layer behind the pooling.
    private static func whole(types: Int, _ kind: SequencePool.Kind) -> SequenceSample {
        var builder = NetworkBuilder(input: Extent(features: types > 1 ? 2 : 1))
        builder.embedTokens("embeddings", tokens: 11, positions: 140, types: types, width: 32)
        builder.layerNorm("embeddings.norm", epsilon: 1e-12)
        builder.encoderLayer("encoder.0", heads: 4, hidden: 64, epsilon: 1e-12)
        builder.encoderLayer("encoder.1", heads: 2, hidden: 33)
        builder.pool(kind)
        builder.gelu()
        builder.linear("head", outputs: 3)
        let network = builder.build()
        return SequenceSample(
            testDescription: "tokens of \(types) types to classes by the \(kind.rawValue)",
            network: network,
            levels: types > 1 ? [11, types] : [11]
        ) { plain, ids in
            var x = plain.embedding(ids, "embeddings", width: 32).map { plain.norm($0, "embeddings.norm", epsilon: 1e-12) }
            x = plain.encoderLayer(x, "encoder.0", heads: 4, epsilon: 1e-12)
            x = plain.encoderLayer(x, "encoder.1", heads: 2, epsilon: 1e-5)
            let pooled = (kind == .mean ? plain.mean(x) : x[0]).map { PlainSequence.gelu($0) }
            let (w, b) = (plain.parameters["head.weight"]!, plain.parameters["head.bias"]!)
            return b.indices.map { output in pooled.indices.reduce(b[output]) { $0 + pooled[$1] * w[$1 * b.count + output] } }
        }
    }

    /// Widths that panels of 32 divide and others; heads of one to many numbers.
    static let all: [SequenceSample] = [
        attention(width: 1, heads: 1), attention(width: 6, heads: 3), attention(width: 32, heads: 4), attention(width: 64, heads: 2),
        encoder(width: 10, heads: 2, hidden: 7, epsilon: 1e-5), encoder(width: 32, heads: 4, hidden: 64, epsilon: 1e-12),
        whole(types: 0, .mean), whole(types: 1, .first), whole(types: 3, .mean),
    ]

    /// Alone, at the edges of blocks of 48 queries, and among others.
    static let lengths = [[1], [5, 1, 17], [47, 2, 49, 1], [130, 3]]
}
