import NeuralNetworks
import Tensors

/// `count` numbers of a normal distribution, the same for the same seed.
func normals(_ count: Int, seed: UInt64, deviation: Float = 1) -> [Float] {
    let buffer = FloatBuffer(count: count)
    var random = RandomSource(seed: seed)
    random.fillNormal(buffer.start, count: count, deviation: deviation)
    return buffer.elements
}

/// Parameters for a shape with all weights, biases and the head at random, so that nothing is 0 by accident.
func randomParameters(_ shape: MLPShape, seed: UInt64) -> [Float] {
    normals(shape.parameters, seed: seed, deviation: 0.4)
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

/// Shapes with no hidden layer to three, and widths of 1, primes and more than one block.
let shapes: [MLPShape] = [
    MLPShape(widths: [3, 1], activation: .relu), MLPShape(widths: [1, 1, 1], activation: .gelu),
    MLPShape(widths: [5, 7, 3], activation: .relu), MLPShape(widths: [5, 7, 3], activation: .gelu),
    MLPShape(widths: [4, 17, 2, 5], activation: .gelu), MLPShape(widths: [13, 33, 16, 11, 2], activation: .relu),
]
