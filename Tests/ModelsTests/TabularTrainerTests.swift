import CAllocations
import Domain
import Models
import Testing

@Suite("Training of a tabular network")
struct TabularTrainerTests {
    static let tasks: [ModelSpecification.Task] = [.classification, .regression]

    @Test("lowers the loss", arguments: tasks, NetworkSpecification.Activation.allCases)
    func learns(task: ModelSpecification.Task, activation: NetworkSpecification.Activation) {
        let training = MixedTraining(task, activation: activation)
        let first = training.run(1...1)
        training.run(2...290)
        let last = (291...300).reduce(0) { $0 + training.run($1...$1) / 10 }
        #expect(last < 0.75 * first, "\(first) at first, \(last) at last")
    }

    @Test("comes to the same bytes again", arguments: tasks)
    func repeats(task: ModelSpecification.Task) {
        let (one, other) = (MixedTraining(task), MixedTraining(task))
        #expect(one.run(1...50) == other.run(1...50))
        #expect(one.trainer.version(steps: 50).bits == other.trainer.version(steps: 50).bits)
    }

    @Test("goes on from any step to the bytes of never having stopped", arguments: tasks, [1, 17, 49])
    func resumes(task: ModelSpecification.Task, stop: Int) {
        let whole = MixedTraining(task)
        whole.run(1...50)
        let begun = MixedTraining(task)
        begun.run(1...stop)
        let resumed = MixedTraining(task)
        for (from, to) in zip(begun.trainer.buffers, resumed.trainer.buffers) { to.buffer.elements = from.buffer.elements }
        resumed.run(stop + 1...50)
        #expect(resumed.trainer.version(steps: 50).bits == whole.trainer.version(steps: 50).bits)
    }

    @Test(
        "allocates nothing in a step",
        .enabled(if: learnd_counts_allocations(), "a sanitizer has replaced the allocating functions"),
        arguments: tasks
    )
    func allocations(task: ModelSpecification.Task) {
        let training = MixedTraining(task)
        training.run(1...3)
        let ten = learnd_allocations()
        training.run(4...13)
        let twenty = learnd_allocations()
        training.run(14...113)
        // `run` makes its two arrays; what a step allocates would be there a hundred times instead of ten.
        #expect(learnd_allocations() - twenty == twenty - ten)
    }
}
