import Tensors
import Testing

@Suite("Loss kernels")
struct LossKernelTests {
    static let shapes: [(rows: Int, width: Int)] = [(1, 1), (1, 2), (3, 10), (5, 16), (7, 17), (64, 101)]

    @Test("softmax gives shares of one", arguments: shapes)
    func softmax(rows: Int, width: Int) {
        let logits = normals(rows * width, seed: 31, deviation: 5)
        var shares = logits
        Kernels.softmax(&shares, rows: rows, width: width)
        for row in 0..<rows {
            let range = row * width..<(row + 1) * width
            #expect(largestError(Array(shares[range]), PlainKernels.softmax(logits[range].map(Double.init))) < 1e-6)
        }
    }

    @Test("softmax of a row has the same bytes alone and among others")
    func sameBytes() {
        let (rows, width) = (65, 10)
        let logits = normals(rows * width, seed: 32, deviation: 5)
        var together = logits
        Kernels.softmax(&together, rows: rows, width: width)
        for row in 0..<rows {
            var alone = Array(logits[row * width..<(row + 1) * width])
            Kernels.softmax(&alone, rows: 1, width: width)
            #expect(alone.map(\.bitPattern) == together[row * width..<(row + 1) * width].map(\.bitPattern))
        }
    }

    @Test("softmax stands logits of any size")
    func extremes() {
        var shares: [Float] = [3e38, -3e38, 3e38, 0]
        Kernels.softmax(&shares, rows: 1, width: 4)
        #expect(shares[0] == 0.5 && shares[2] == 0.5 && shares[1] < 1e-30 && shares[3] < 1e-30)
    }

    @Test("cross-entropy and its gradient, with and without smoothing", arguments: shapes, [Float(0), 0.1])
    func crossEntropy(shape: (rows: Int, width: Int), smoothing: Float) {
        let (rows, width) = shape
        let logits = normals(rows * width, seed: 33, deviation: 4)
        let classes = (0..<rows).map { Int32($0 * 7 % width) }
        var gradient = logits
        let scale: Float = 0.25
        let loss = Kernels.crossEntropy(&gradient, rows: rows, width: width, classes: classes, smoothing: smoothing, scale: scale)
        var expected = 0.0
        for row in 0..<rows {
            let range = row * width..<(row + 1) * width
            let twin = PlainKernels.crossEntropy(logits[range].map(Double.init), class: Int(classes[row]), smoothing: Double(smoothing))
            expected += twin.loss
            #expect(largestError(Array(gradient[range]), twin.gradient.map { $0 * Double(scale) }) < 1e-6)
        }
        #expect(abs(loss - expected) <= 1e-6 * (1 + expected))
    }

    @Test("the loss of a sure answer keeps its digits under large logits")
    func largeLogits() {
        var logits: [Float] = [10_000, 9_998]
        let loss = Kernels.crossEntropy(&logits, rows: 1, width: 2, classes: [0], smoothing: 0, scale: 1)
        // log(1 + e⁻²)
        #expect(abs(loss - 0.126928011) < 1e-6)
    }

    @Test("squared differences add their gradient to what is there", arguments: [0, 1, 8, 9, 101])
    func squaredDifference(count: Int) {
        let (x, y, before) = (normals(count, seed: 34), normals(count, seed: 35), normals(count, seed: 36))
        var gradient = before
        let sum = Kernels.squaredDifference(x, y, count: count, scale: 0.5, gradient: &gradient)
        let differences = zip(x, y).map { Double($0) - Double($1) }
        let expected = differences.reduce(0) { $0 + $1 * $1 }
        #expect(abs(sum - expected) <= 1e-6 * (1 + expected))
        #expect(largestError(gradient, zip(before, differences).map { Double($0) + $1 }) < 1e-6)
    }
}
