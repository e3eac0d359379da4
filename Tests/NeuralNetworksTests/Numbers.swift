import Domain
import NeuralNetworks
import Tensors
import Testing

/// `count` numbers of a normal distribution, the same for the same seed.
func normals(_ count: Int, seed: UInt64, deviation: Float = 1) -> [Float] {
    let buffer = FloatBuffer(count: count)
    var random = RandomSource(seed: seed)
    random.fillNormal(buffer.start, count: count, deviation: deviation)
    return buffer.elements
}

/// The largest difference, as a share of the largest expected magnitude.
func relativeError(_ numbers: some Collection<Float>, _ expected: some Collection<Double>) -> Double {
    precondition(numbers.count == expected.count, "\(numbers.count) numbers against \(expected.count)")
    let magnitude = expected.reduce(1e-12) { max($0, abs($1)) }
    return zip(numbers, expected).reduce(0) { largest, pair in
        let error = abs(Double(pair.0) - pair.1) / magnitude
        return error.isNaN ? .infinity : max(largest, error)
    }
}

func relativeError(_ numbers: some Collection<Float>, _ expected: some Collection<Float>) -> Double {
    relativeError(numbers, expected.map(Double.init))
}

/// A network to be tested: the layers as an operator writes them, and what goes in.
struct Sample: Sendable, CustomTestStringConvertible {
    var input: Extent
    var layers: [String]

    init(_ height: Int, _ width: Int, _ channels: Int, _ layers: [String]) {
        input = Extent(height: height, width: width, channels: channels)
        self.layers = layers
    }

    init(_ features: Int, _ layers: [String]) {
        input = Extent(features: features)
        self.layers = layers
    }

    var testDescription: String { "\(input): \(layers.joined(separator: ", "))" }

    var network: Network {
        var builder = NetworkBuilder(input: input)
        do {
            try builder.append(layers.map { try LayerDescription($0) }, prefix: "layers")
        } catch {
            preconditionFailure("\(error)")
        }
        return builder.build()
    }

    /// Vectors and images of odd sizes, sizes of 1, and more than one block of everything.
    static let all: [Sample] = [
        Sample(3, ["linear 1"]), Sample(1, ["linear 1", "gelu", "linear 1"]), Sample(5, ["linear 7", "relu", "linear 3"]),
        Sample(13, ["linear 33", "gelu", "layer-norm", "linear 16", "relu", "linear 2"]), Sample(17, ["layer-norm"]), Sample(9, ["relu"]),
        Sample(1, 1, 1, ["conv 1 1x1"]), Sample(5, 7, 1, ["conv 3 3x3 pad 1", "relu"]), Sample(7, 5, 3, ["conv 4 3x2 stride 2 pad 1"]),
        Sample(6, 6, 17, ["conv 33 3x3 pad 1", "relu", "conv 5 1x1"]), Sample(5, 5, 16, ["conv 16 5x5 pad 2"]),
        Sample(8, 9, 8, ["conv 12 3x3 stride 3 pad 2 groups 4"]), Sample(4, 6, 6, ["conv 6 3x3 pad 1 groups 6"]),
        Sample(8, 8, 18, ["conv 20 3x3 pad 1 groups 2", "relu"]), Sample(6, 6, 16, ["conv 8 1x1 stride 2"]),
        // Of several blocks an image: patches and tiles do not fit into one.
        Sample(40, 37, 16, ["conv 32 3x3"]), Sample(70, 66, 3, ["conv 8 3x3 pad 1"]),
        Sample(28, 28, 1, ["conv 2 3x3 pad 1"]), Sample(6, 7, 3, ["max-pool 2x2"]), Sample(7, 7, 5, ["max-pool 3x3 stride 2 pad 1"]),
        Sample(6, 7, 3, ["average-pool 2x2"]), Sample(7, 7, 5, ["average-pool 3x3 stride 2 pad 1"]),
        Sample(3, 4, 6, ["global-average-pool"]),
        Sample(4, 5, 6, ["group-norm 3", "relu"]), Sample(3, 3, 32, ["group-norm 8"]), Sample(4, 4, 7, ["layer-norm"]),
        Sample(4, 4, 6, ["residual 6 groups 2"]), Sample(5, 6, 4, ["residual 8 stride 2"]),
        Sample(8, 8, 2, ["conv 8 3x3 pad 1", "relu", "max-pool 2x2", "residual 16 stride 2", "linear 6", "gelu", "linear 3"]),
    ]
}
