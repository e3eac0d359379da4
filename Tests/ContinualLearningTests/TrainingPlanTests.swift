import ContinualLearning
import Domain
import Testing

@Suite("Training plan")
struct TrainingPlanTests {
    let training = TrainingSpecification()

    @Test("gives a first job whole steps of new rows, later ones half of each, and less where more is remembered")
    func shares() {
        let first = TrainingPlan(training, newRows: 300, memoryRows: 0, isFirstJob: true)
        #expect((first.newRows, first.replayRows) == (64, 0))
        #expect(first.steps == 600)
        #expect(first.peakRate == 2e-3)
        let later = TrainingPlan(training, newRows: 300, memoryRows: 290, isFirstJob: false)
        #expect((later.newRows, later.replayRows) == (32, 32))
        #expect(later.steps == 600)
        #expect(later.peakRate == 1e-3)
        let full = TrainingPlan(training, newRows: 300, memoryRows: 2_000, isFirstJob: false)
        #expect((full.newRows, full.replayRows, full.steps) == (13, 51, 924))
        let half = TrainingPlan(training, newRows: 300, memoryRows: 600, isFirstJob: false)
        #expect((half.newRows, half.replayRows, half.steps) == (21, 43, 600))
        let growing = TrainingPlan(training, newRows: 300, memoryRows: 2_000, isFirstJob: false, isGrowing: true)
        #expect((growing.newRows, growing.replayRows, growing.steps) == (32, 32, 600))
        let images = TrainingPlan(training, newRows: 300, memoryRows: 2_000, isFirstJob: false, length: .ofImages)
        #expect((images.newRows, images.replayRows) == (32, 32))
        // Forty passes over the rows and no more.
        let few = TrainingPlan(training, newRows: 80, memoryRows: 2_000, isFirstJob: false)
        #expect((few.newRows, few.replayRows, few.steps) == (6, 58, 600))
        var given = training
        given.replayShare = 0.5
        #expect(TrainingPlan(given, newRows: 300, memoryRows: 2_000, isFirstJob: false).newRows == 32)
    }

    @Test("never takes more rows than there are", arguments: [1, 2, 5, 31])
    func fewRows(rows: Int) {
        let plan = TrainingPlan(training, newRows: rows, memoryRows: rows, isFirstJob: false)
        #expect(plan.newRows == rows && plan.replayRows == rows)
        // A step is a pass.
        #expect(plan.steps == 300)
    }

    @Test(
        "takes larger steps of large files, up to four times the batch",
        arguments: [(4_096, 64), (4_097, 128), (8_193, 256), (1_000_000, 256)]
    )
    func largeFiles(rows: Int, batch: Int) {
        #expect(TrainingPlan(training, newRows: rows, memoryRows: 0, isFirstJob: true).newRows == batch)
        #expect(TrainingPlan(training, newRows: 1_000_000, memoryRows: 0, isFirstJob: true).steps == 1_500)
    }

    @Test("lets the average begin at the newest weights and arrive in short jobs too")
    func decay() {
        let plan = TrainingPlan(training, newRows: 300, memoryRows: 0, isFirstJob: true)
        #expect(plan.decay(after: 1) == 0.5)
        #expect(plan.decay(after: 10_000) == 0.99)
        var short = training
        short.minSteps = 10
        short.epochs = 1
        #expect(TrainingPlan(short, newRows: 64, memoryRows: 0, isFirstJob: true).averageDecay == 0.9)
    }
}
