import NeuralNetworks
import Testing

@Suite("Warm-up and cosine")
struct WarmUpCosineTests {
    @Test("rises in a line to its peak and falls to zero")
    func curve() {
        let schedule = WarmUpCosine(peak: 2, warmUpSteps: 4, steps: 12)
        #expect((1...4).map { schedule.rate(at: $0) } == [0.5, 1, 1.5, 2])
        #expect(abs(schedule.rate(at: 8) - 1) < 1e-12)
        #expect(abs(schedule.rate(at: 12)) < 1e-12)
        #expect((4..<12).allSatisfy { schedule.rate(at: $0) > schedule.rate(at: $0 + 1) })
    }

    @Test("stands a job of one step, and one without warm-up")
    func short() {
        #expect(WarmUpCosine(peak: 2, warmUpSteps: 1, steps: 1).rate(at: 1) == 2)
        #expect(abs(WarmUpCosine(peak: 2, warmUpSteps: 0, steps: 2).rate(at: 1) - 1) < 1e-12)
    }
}
