import ContinualLearning
import Glibc
import RowSamples
import Testing

@Suite("Temperature")
struct TemperatureTests {
    /// Rows whose labels come as often as the softmax of some logits says; the logits given are these times a factor.
    private func sample(factor: Double, rows: Int = 20_000) -> (logits: [Double], labels: [Int]) {
        var random = RandomSource(seed: 4)
        func uniform() -> Double { Double(random.next() >> 11) * 0x1p-53 }
        var (logits, labels): ([Double], [Int]) = ([], [])
        for _ in 0..<rows {
            let own = (0..<3).map { _ in 4 * uniform() - 2 }
            let total = own.reduce(0) { $0 + exp($1) }
            var left = uniform() * total
            labels.append(
                own.firstIndex {
                    left -= exp($0); return left < 0
                } ?? 2
            )
            logits += own.map { $0 * factor }
        }
        return (logits, labels)
    }

    @Test("finds what the logits were multiplied by", arguments: [0.1, 1, 5])
    func found(factor: Double) {
        let (logits, labels) = sample(factor: factor)
        let value = Temperature(logits: logits, labels: labels, weights: [Double](repeating: 1, count: labels.count)).value
        #expect(abs(value / factor - 1) < 0.05, "\(value)")
    }

    @Test("weighs rows, leaves out those of no class, and is 1 where nothing tells")
    func edges() {
        let (logits, labels) = sample(factor: 1, rows: 400)
        let half = labels.indices.map { $0 < 200 ? 1.0 : 0 }
        let first = Temperature(logits: Array(logits[..<600]), labels: Array(labels[..<200]), weights: [Double](repeating: 1, count: 200))
            .value
        #expect(abs(Temperature(logits: logits, labels: labels, weights: half).value - first) < 1e-9)
        let masked = labels.enumerated().map { $0.offset < 200 ? $0.element : -1 }
        #expect(abs(Temperature(logits: logits, labels: masked, weights: [Double](repeating: 1, count: 400)).value - first) < 1e-9)
        #expect(Temperature(logits: [], labels: [], weights: []).value == 1)
        #expect(Temperature(logits: [3, 4], labels: [0, 0], weights: [1, 1]).value == 1)
    }
}
