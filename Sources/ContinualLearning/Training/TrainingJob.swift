import Domain
import Hashing
import Models
import Rows

/// A job's directory, read: the model made ready for the new rows, those rows, and what is remembered.
struct TrainingJob {
    let derivation: Derivation
    /// The derivation's, hashed once: each step asks for it.
    let seed: Digest
    /// The parent's model, or a new one, with a place for every new class and level.
    let version: ModelVersion
    let new: RowSet
    /// What the parent remembers, less the rows that came again: their new label counts.
    let replayed: ReplayMemory
    /// The candidate's memory.
    let memory: ReplayMemory
    let validation: RowSet
    private let isGrowing: Bool

    /// Rows by which numbers are scaled, however little is remembered.
    private static let leastSample = 1_000

    init(_ directory: JobDirectory, _ progress: ProgressReport) throws {
        try progress.beginLoading([directory.document, directory.newRows, directory.validationRows, directory.parent])
        derivation = try CanonicalJSON.decode(Derivation.self, from: progress.read(directory.document))
        seed = derivation.seed
        new = try RowSet(decoding: progress.read(directory.newRows))
        validation = try RowSet(decoding: progress.read(directory.validationRows))
        let specification = derivation.specification
        let parent =
            derivation.parent == nil
            ? nil
            : try VersionDirectory(path: directory.parent).read(progress.read) {
                VersionContent.isServed($0) || $0 == VersionContent.memory
            }
        let remembered = ReplayMemory(
            try parent.map { try VersionContent.rows(VersionContent.memory, in: $0) } ?? RowSet(schema: derivation.form)
        )
        replayed = remembered.without(new)
        memory = remembered.taking(new, capacity: specification.memory.capacity, seed: specification.seed)
        let weightsSeed = RowOrder.seed(seed, "weights", 0)
        let sample = remembered.taking(
            new,
            capacity: max(specification.memory.capacity, Self.leastSample),
            seed: specification.seed
        ).rows
        if let parent {
            let model = try VersionContent.version(parent)
            // A parent with a tensor missing is a fault to be named, not a trap.
            try model.check()
            version = model.adapted(to: new.table, sample: sample.table, seed: weightsSeed)
        } else {
            guard !new.isEmpty else {
                throw Refusal(
                    .invalid,
                    what: "every row of a model's first files belongs to the holdout, so that there is nothing to train on",
                    fix: "drop a file with more rows"
                )
            }
            version = try ModelVersion(schema: derivation.form, rows: new.table, network: specification.network, seed: weightsSeed)
                .adapted(to: new.table, sample: sample.table, seed: weightsSeed &+ 1)
        }
        isGrowing = remembered.isGrowing(with: new)
    }

    /// How long a method by gradients trains, and of what its steps are made; nil where there is nothing to train on: every new row belongs to the holdout.
    ///
    /// - Parameter replays: Whether a step has remembered rows.
    func plan(replays: Bool) -> TrainingPlan? {
        guard !new.isEmpty else { return nil }
        return TrainingPlan(
            derivation.specification.training,
            newRows: new.count,
            memoryRows: replays ? replayed.rows.count : 0,
            isFirstJob: derivation.parent == nil,
            isGrowing: isGrowing,
            length: derivation.form.image == nil ? .ofTables : .ofImages
        )
    }
}
