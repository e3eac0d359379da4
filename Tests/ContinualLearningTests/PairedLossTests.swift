import ContinualLearning
import Testing

@Suite("Paired loss")
struct PairedLossTests {
    @Test("is certain of nothing where nothing changed")
    func nothing() {
        let loss = PairedLoss(differences: [Double](repeating: 0, count: 36))
        #expect(loss.mean == 0 && loss.certain == 0)
    }

    @Test("does not take three rows of 36 for a loss of four points, but six")
    func fewRows() {
        func certain(lost: Int) -> Double {
            PairedLoss(differences: [Double](repeating: 1, count: lost) + [Double](repeating: 0, count: 36 - lost)).certain
        }
        #expect(certain(lost: 3) < 0.04)
        #expect(certain(lost: 6) > 0.04)
    }

    @Test("weighs rows gained against rows lost")
    func gained() {
        let even = PairedLoss(differences: [1, 1, 1, -1, -1, -1] + [Double](repeating: 0, count: 30))
        #expect(even.mean == 0)
        #expect(even.certain < 0)
    }

    @Test("is empty without rows")
    func noRows() {
        #expect(PairedLoss(differences: []) == PairedLoss(differences: []))
        #expect(PairedLoss(differences: []).certain == 0)
    }
}
