import Glibc
import NeuralNetworks
import Testing

@Suite("Cross-entropy adjusted to the classes' shares")
struct AdjustedCrossEntropyTests {
    static let logOdds: [Float] = [0.4, -1.2, 0, 0.7, -0.3]
    static let width = 5
    static let classes: [Int32] = [0, 1, 2, 3, 4, 1]

    /// One row's target: smoothed, times the odds, made to sum to 1.
    static func target(_ own: Int, _ smoothing: Double) -> [Double] {
        let parts = (0..<width).map { (($0 == own ? 1 - smoothing : 0) + smoothing / Double(width)) * exp(Double(logOdds[$0])) }
        return parts.map { $0 / parts.reduce(0, +) }
    }

    @Test("loss and gradient are those of the softmax over logits and log-odds", arguments: [Float(0), 0.1])
    func plain(smoothing: Float) {
        let (rows, width) = (Self.classes.count, Self.width)
        let logits = (0..<rows * width).map { Float($0 * 5 % 7) - 3 }
        var gradient = logits
        let loss = AdjustedCrossEntropy(logOdds: Self.logOdds, smoothing: smoothing)
            .gradient(&gradient, rows: rows, width: width, classes: Self.classes, scale: 0.2)
        var expected = 0.0
        for row in 0..<rows {
            let sums = (0..<width).map { Double(logits[row * width + $0]) + Double(Self.logOdds[$0]) }
            let total = sums.reduce(0) { $0 + exp($1) }
            let target = Self.target(Int(Self.classes[row]), Double(smoothing))
            for place in 0..<width {
                let share = exp(sums[place]) / total
                expected -= target[place] * log(share)
                #expect(abs(Double(gradient[row * width + place]) - 0.2 * (share - target[place])) < 1e-6)
            }
        }
        #expect(abs(loss - expected) < 1e-5)
    }

    @Test("where classes do not overlap, the logits' own softmax comes to the smoothed target, whatever the odds")
    func optimum() {
        let smoothing = 0.1
        for own in 0..<Self.width {
            var logits = (0..<Self.width).map {
                Float(log(($0 == own ? 1 - smoothing : 0) + smoothing / Double(Self.width)))
            }
            _ = AdjustedCrossEntropy(logOdds: Self.logOdds, smoothing: Float(smoothing))
                .gradient(&logits, rows: 1, width: Self.width, classes: [Int32(own)], scale: 1)
            #expect(logits.allSatisfy { abs($0) < 1e-6 })
        }
    }

    @Test("without odds it is plain cross-entropy")
    func even() {
        let logits = (0..<30).map { Float($0 * 5 % 7) - 3 }
        var (plain, adjusted) = (logits, logits)
        let expected = CrossEntropy(smoothing: 0.1).gradient(&plain, rows: 6, width: 5, classes: Self.classes, scale: 0.5)
        let loss = AdjustedCrossEntropy(logOdds: [Float](repeating: 0, count: 5), smoothing: 0.1)
            .gradient(&adjusted, rows: 6, width: 5, classes: Self.classes, scale: 0.5)
        #expect(abs(loss - expected) < 1e-5)
        #expect(zip(plain, adjusted).allSatisfy { abs($0 - $1) < 1e-6 })
    }
}
