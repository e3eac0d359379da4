import Pipeline
import Testing

@Suite("The budget of remarks on the inbox")
struct RemarkBudgetTests {
    @Test("lets so many be logged a minute, and tells afterwards how many were left out")
    func minute() {
        var budget = RemarkBudget()
        let start = ContinuousClock.now
        let logged = (0..<RemarkBudget.most + 5).count { budget.spend(at: start + .milliseconds($0)) }
        #expect(logged == RemarkBudget.most)
        let during = budget.takeLeftOut(at: start + .seconds(59))
        let after = budget.takeLeftOut(at: start + .seconds(60))
        #expect(during == nil && after == 5)
        let next = budget.spend(at: start + .seconds(60))
        let none = budget.takeLeftOut(at: start + .seconds(121))
        #expect(next && none == nil, "a new minute, in which none was left out")
    }
}
