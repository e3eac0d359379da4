import CAllocations
import ContinualLearning
import Domain
import Files
import Lineages
import Models
import RowSamples
import Rows
import Testing

/// What every method keeps to, whatever it does. A new one is in it as soon as it has a name.
@Suite("Every method of learning")
struct MethodConformanceTests {
    typealias Method = TrainingSpecification.Method

    private static let steps = 40

    private func specification(_ method: Method, steps: Int = Self.steps) -> ModelSpecification {
        ModelSpecification(
            network: .init(hidden: [16]),
            training: .init {
                $0.method = method
                $0.features = 200
                $0.minSteps = steps
                $0.maxSteps = steps
            },
            memory: .init(capacity: 40),
            gate: .init(enabled: false)
        )
    }

    private func rows(_ task: ModelSpecification.Task = .classification, count: Int = 150, batch: Int, classes: Int = 3) -> RowSet {
        var random = RandomSource(seed: UInt64(batch))
        return SampleRows.set(task, rows: count, batch: batch, classes: classes, &random)
    }

    /// What of these files, learned in their order, becomes a version.
    private func digest(_ method: Method, _ files: [RowSet]) throws -> Digest {
        var lineage = try Lineage(specification(method))
        defer { lineage.remove() }
        for file in files { try lineage.learn(file) }
        return try #require(lineage.parent?.digest)
    }

    @Test("comes to the same bytes of the same files, and of their rows in another order", arguments: Method.allCases)
    func deterministic(method: Method) throws {
        let files = [rows(batch: 1), rows(batch: 2)]
        let first = try digest(method, files)
        #expect(try digest(method, files) == first)
        #expect(try digest(method, files.map { $0.subset(Array($0.identities.indices.reversed())) }) == first)
    }

    @Test("comes to the same bytes on any number of threads, and stopped at any step", arguments: Method.allCases)
    func interrupted(method: Method) throws {
        var lineage = try Lineage(specification(method))
        defer { lineage.remove() }
        try lineage.learn(rows(batch: 1))
        let directory = try lineage.job(rows(batch: 2))
        func candidate() throws -> Set<PartReference> { try Set(VersionDirectory(path: directory.candidate).parts()) }
        func begin(anew: Bool = true, threads: Int = 1, stopAfter stop: Int = .max) throws {
            Folder.remove(directory.candidate)
            if anew { Folder.remove(directory.checkpoint) }
            var asked = 0
            try Trainer(directory, checkpointInterval: .seconds(60), threads: threads) {
                asked += 1
                return asked >= stop
            }.run { _ in }
        }
        try begin()
        let undisturbed = try candidate()
        try begin(threads: 2)
        #expect(try candidate() == undisturbed)
        for stop in [1, 17, Self.steps - 1] {
            // A method without steps has nothing to stop.
            do { try begin(stopAfter: stop) } catch is TrainingStopped {}
            try begin(anew: false)
            #expect(try candidate() == undisturbed, "stopped after \(stop) steps")
        }
    }

    @Test("learns a class that is new, a file of one class and a file of one row", arguments: Method.allCases)
    func smallFiles(method: Method) throws {
        var lineage = try Lineage(specification(method))
        defer { lineage.remove() }
        try lineage.learn(rows(batch: 1, classes: 2))
        for file in [rows(batch: 2, classes: 4), rows(batch: 3, classes: 1), rows(count: 1, batch: 4)] {
            try lineage.learn(file)
            let predictor = try lineage.predictor()!
            let answers = predictor.predict(file.table)
            #expect(answers.count == file.count * predictor.outputs.width && answers.allSatisfy { $0.isFinite })
        }
        guard case .classes(let names)? = try lineage.predictor()?.outputs else {
            Issue.record("no classes")
            return
        }
        #expect(names.count == 4)
    }

    @Test("learns numbers", arguments: Method.allCases)
    func regression(method: Method) throws {
        var lineage = try Lineage(specification(method))
        defer { lineage.remove() }
        for batch in 1...2 { try lineage.learn(rows(.regression, batch: batch)) }
        let answers = try lineage.predictor()!.predict(rows(.regression, batch: 3).table)
        #expect(answers.allSatisfy { $0.isFinite })
    }

    /// What a method without steps allocates depends on its rows alone, and so is the same too.
    @Test(
        "allocates nothing in a steady step",
        .enabled(if: learnd_counts_allocations(), "a sanitizer has replaced the allocating functions"),
        arguments: Method.allCases
    )
    func allocations(method: Method) throws {
        func allocated(steps: Int) throws -> UInt64 {
            var lineage = try Lineage(specification(method, steps: steps))
            defer { lineage.remove() }
            try lineage.learn(rows(batch: 1))
            let directory = try lineage.job(rows(batch: 2))
            let before = learnd_allocations()
            try Trainer(directory, checkpointInterval: .seconds(60)).run { _ in }
            return learnd_allocations() - before
        }
        // The first has what is made once in a process.
        _ = try allocated(steps: 50)
        let (few, many) = try (allocated(steps: 50), allocated(steps: 350))
        // Paths are not all of one length; what a step allocates would be there 300 times.
        #expect(abs(Int(many) - Int(few)) < 50, "\(few) allocations in 50 steps, \(many) in 350")
    }
}
