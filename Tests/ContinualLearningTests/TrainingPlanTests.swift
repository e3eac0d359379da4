import ContinualLearning
import Domain
import Models
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
        // Twenty passes: a later file without new classes only corrects what is known.
        #expect(later.steps == 188)
        #expect(later.peakRate == 1e-3)
        let full = TrainingPlan(training, newRows: 300, memoryRows: 2_000, isFirstJob: false)
        #expect((full.newRows, full.replayRows, full.steps) == (13, 51, 462))
        let half = TrainingPlan(training, newRows: 300, memoryRows: 600, isFirstJob: false)
        #expect((half.newRows, half.replayRows, half.steps) == (21, 43, 286))
        let growing = TrainingPlan(training, newRows: 300, memoryRows: 2_000, isFirstJob: false, isGrowing: true)
        #expect((growing.newRows, growing.replayRows, growing.steps) == (32, 32, 600))
        let images = TrainingPlan(training, newRows: 300, memoryRows: 2_000, isFirstJob: false, length: ImageVersion.courseLength)
        #expect((images.newRows, images.replayRows) == (32, 32))
        // Twenty passes over the rows and no more.
        let few = TrainingPlan(training, newRows: 80, memoryRows: 2_000, isFirstJob: false)
        #expect((few.newRows, few.replayRows, few.steps) == (13, 51, 124))
        var given = training
        given.replayShare = 0.5
        #expect(TrainingPlan(given, newRows: 300, memoryRows: 2_000, isFirstJob: false).newRows == 32)
    }

    @Test("images go on where fifteen passes do not fit into 4,000 steps, up to thirty; tables of millions of rows for 60,000 steps")
    func courses() {
        func steps(rows: Int, _ length: CourseLength) -> [Int] {
            var plan = TrainingPlan(training, newRows: rows, memoryRows: 0, isFirstJob: true, length: length)
            var courses = [plan.steps]
            while let longer = plan.prolonged(after: courses.reduce(0, +)) {
                plan = longer
                courses.append(plan.steps)
            }
            return courses
        }
        #expect(steps(rows: 60_000, ImageVersion.courseLength) == [3_516])
        #expect(steps(rows: 102_400, ImageVersion.courseLength) == [4_000, 8_000])
        #expect(steps(rows: 102_400_000, TabularVersion.courseLength).reduce(0, +) == 60_000)
    }

    @Test("never takes more rows than there are", arguments: [1, 2, 5, 31])
    func fewRows(rows: Int) {
        let plan = TrainingPlan(training, newRows: rows, memoryRows: rows, isFirstJob: false)
        #expect(plan.newRows == rows && plan.replayRows == rows)
        // The fewest of a later file.
        #expect(plan.steps == 60)
    }

    @Test(
        "takes larger steps of large files, up to four times the batch",
        arguments: [(4_096, 64), (4_097, 128), (8_193, 256), (1_000_000, 256)]
    )
    func largeFiles(rows: Int, batch: Int) {
        #expect(TrainingPlan(training, newRows: rows, memoryRows: 0, isFirstJob: true).newRows == batch)
        #expect(TrainingPlan(training, newRows: 1_000_000, memoryRows: 0, isFirstJob: true).steps == 1_500)
    }

    @Test("has floors in passes over the new rows: few images, or one row a step, make for few steps")
    func floors() {
        let images = TrainingPlan(training, newRows: 144, memoryRows: 0, isFirstJob: true, length: ImageVersion.courseLength)
        // 2.25 steps a pass, 25 passes.
        #expect(images.steps == 57)
        #expect(TrainingPlan(training, newRows: 2_000, memoryRows: 0, isFirstJob: true, length: ImageVersion.courseLength).steps == 600)
        var given = training
        given.minSteps = 900
        #expect(TrainingPlan(given, newRows: 144, memoryRows: 0, isFirstJob: true, length: ImageVersion.courseLength).steps == 900)
    }

    @Test("goes on three times as long where forty passes had no room, within a hundred")
    func prolonged() throws {
        let plan = TrainingPlan(training, newRows: 16_000, memoryRows: 0, isFirstJob: true)
        #expect(plan.steps == 1_500)
        let longer = try #require(plan.prolonged(after: 1_500))
        #expect(longer.steps == 4_500 && longer.warmUpSteps == 360)
        // 62.5 steps a pass.
        #expect(longer.prolonged(after: 6_000)?.steps == 250)
        #expect(longer.prolonged(after: 6_250) == nil)
        #expect(TrainingPlan(training, newRows: 300, memoryRows: 0, isFirstJob: true).prolonged(after: 600) == nil)
        for change in [{ $0.maxSteps = 1_500 }, { $0.epochs = 60 }] as [(inout TrainingSpecification) -> Void] {
            var given = training
            change(&given)
            #expect(TrainingPlan(given, newRows: 16_000, memoryRows: 0, isFirstJob: true).prolonged(after: 1_500) == nil)
        }
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

extension TrainingPlan {
    /// A table's.
    fileprivate init(_ training: TrainingSpecification, newRows: Int, memoryRows: Int, isFirstJob: Bool, isGrowing: Bool = false) {
        self.init(
            training,
            newRows: newRows,
            memoryRows: memoryRows,
            isFirstJob: isFirstJob,
            isGrowing: isGrowing,
            length: TabularVersion.courseLength
        )
    }
}
