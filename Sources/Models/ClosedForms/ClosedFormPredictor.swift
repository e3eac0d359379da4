import Domain
import NeuralNetworks
import Tensors

/// A closed form made ready to answer: immutable, shared by all threads, nothing allocated while it predicts.
public final class ClosedFormPredictor: Predictor {
    /// The document's.
    public let layout: InputLayout
    /// The document's.
    public let heads: [OutputHead]
    /// The first head's.
    public var outputs: OutputLayout { heads[0].outputs }
    private let features: FixedFeatures
    /// What the columns of texts are read with; nil where there are none.
    public var texts: [FeatureMap.Text]? { features.map.texts }
    /// `[features, answers]`: those of all heads side by side, 0 where a head looks at fewer features than another.
    private let weights: [Float]
    private let biases: [Float]
    private let answers: [ClosedFormAnswer]

    /// - Parameter precision: Of its texts' encoders.
    /// - Throws: `Refusal` where a tensor is missing or has another shape than the document tells.
    public init(
        _ version: ClosedFormVersion,
        sources: TextSources = .hashing,
        precision: Precision = .single
    ) throws(Refusal) {
        let document = version.document
        layout = document.layout
        heads = document.outputHeads
        let leading = document.heads.reduce(1) { max($0, $1.readOut.features) }
        features = try FixedFeatures(
            document.map,
            columns: document.layout.width,
            leading: leading,
            sources: sources,
            precision: precision,
            encoder: version.encoder
        )
        var (weights, biases) = ([Float](repeating: 0, count: leading * document.outputHeads.width), [Float]())
        for index in document.heads.indices {
            let readOut = try version.readOut(index)
            let (width, place) = (readOut.biases.count, biases.count)
            for feature in 0..<document.heads[index].readOut.features {
                for output in 0..<width {
                    weights[feature * document.outputHeads.width + place + output] = readOut.weights[feature * width + output]
                }
            }
            biases += readOut.biases
        }
        (self.weights, self.biases) = (weights, biases)
        var answers: [ClosedFormAnswer] = []
        for index in document.heads.indices { answers.append(try ClosedFormAnswer(version, head: index)) }
        self.answers = answers
    }

    /// How its texts' encoders multiply; in 32 bits where it has none.
    public var precision: Precision { features.precision }

    /// The features, and what it takes to make them.
    public func scratchBytes(rows: Int) -> Int {
        let distances = answers.reduce(0) { max($0, $1.distances?.scratchCount(rows: rows) ?? 0) }
        return (rows * features.count + max(distances, features.scratchCount(rows: rows))) * MemoryLayout<Float>.stride
    }

    /// An encoder takes milliseconds for a text.
    public var leastBlock: Int { features.readsByEncoder ? 1 : 16 }

    /// Where each head has what tells it.
    public var tellsDistance: Bool { answers.allSatisfy { $0.distances != nil } }

    /// Without distances.
    public func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        predict(inputs, rows: rows, into: outputs, distances: nil, scratch: scratch)
    }

    /// features · W + b. Scores of classes become logits as `ReadOutForm.Kind` says; a value is brought back to the label's unit.
    public func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        distances: UnsafeMutablePointer<Float>?,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        precondition(scratch.count >= scratchBytes(rows: rows), "\(scratch.count) bytes of scratch for \(rows) rows")
        let own = scratch.baseAddress!.assumingMemoryBound(to: Float.self)
        features.fill(own, inputs, rows: rows, scratch: own + rows * features.count)
        weights.withUnsafeBufferPointer { weights in
            biases.withUnsafeBufferPointer { biases in
                Kernels.multiply(
                    own,
                    weights.baseAddress!,
                    bias: biases.baseAddress!,
                    relu: false,
                    into: outputs,
                    m: rows,
                    n: biases.count,
                    k: features.count
                )
            }
        }
        mix(inputs, rows: rows, into: outputs)
        if let distances, tellsDistance {
            for (head, answer) in answers.enumerated() {
                answer.distances!.fill(
                    distances + head,
                    stride: answers.count,
                    own,
                    width: features.count,
                    count: rows,
                    scratch: own + rows * features.count
                )
            }
        }
        var next = outputs
        for answer in answers {
            answer.finish(next, rows: rows, stride: biases.count)
            next += answer.outputs.width
        }
    }
}

extension ClosedFormPredictor {
    /// Makes logits of scores, where a head counts tokens: a row is cut into them once for all heads.
    private func mix(_ inputs: InputRows, rows: Int, into outputs: UnsafeMutablePointer<Float>) {
        guard let tokens = features.tokens, answers.contains(where: \.countsTokens) else { return }
        for row in 0..<rows {
            tokens.with(inputs + row * features.columns) { tokens in
                var next = outputs + row * biases.count
                for answer in answers {
                    answer.mix(tokens, into: next)
                    next += answer.outputs.width
                }
            }
        }
    }
}
