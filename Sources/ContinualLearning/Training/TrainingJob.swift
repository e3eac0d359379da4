import Domain
import Files
import Hashing
import Models
import Rows

/// A job's directory, read: the parent, the new rows, and what is remembered.
struct TrainingJob {
    private(set) var derivation: Derivation
    /// The derivation's, hashed once: each step asks for it.
    let seed: Digest
    /// What the parent's document and weights say; nil for a model's first job.
    let parent: ModelVersion?
    /// What makes vectors of texts.
    let sources: TextSources
    /// The parent's further parts: what its method keeps.
    let parentParts: [VersionPart]
    /// What those of the parent's parts that are not stored are made of; nil where all are.
    let madeAgain: MadeAgain?
    private(set) var new: RowSet
    /// The rows that decide: the parent's and the new ones, as many as are kept.
    let validation: RowSet
    /// Where all of the new ones lie: of a large file they need as much room as a tenth of its rows.
    private let decidedRows: String
    /// How many of them are learned; nil: all.
    private var mostDecided: Int?
    /// The head that the job is narrowed to; nil: all.
    private(set) var headIndex: Int?
    /// What a method by gradients begins with, where that is neither the parent's model nor a new one.
    private var beginning: ModelVersion?
    /// What the parent remembers.
    private let remembered: ReplayMemory

    /// Rows by which numbers are scaled, however little is remembered.
    private static let leastSample = 1_000

    init(_ directory: JobDirectory, _ sources: TextSources, _ progress: ProgressReport) throws {
        self.sources = sources
        try progress.beginLoading([
            directory.document, directory.newRows, directory.validationRows, directory.parent,
        ])
        derivation = try CanonicalJSON.decode(Derivation.self, from: progress.read(directory.document))
        seed = derivation.seed
        var new = try RowSet(decoding: progress.read(directory.newRows))
        validation = try RowSet(decoding: progress.read(directory.validationRows))
        decidedRows = directory.decidedRows
        let earlier =
            try WholeFile.exists(directory.files)
            ? CanonicalJSON.decode(JobFiles.self, from: SealedFile.read(directory.files)).earlier : nil
        madeAgain = try earlier.map { try MadeAgain(directory, $0, progress) }
        guard derivation.parent != nil else {
            guard !new.isEmpty else {
                throw Refusal(
                    .invalid,
                    what: "every row of a model's first files belongs to the holdout, so that there is nothing to train on",
                    fix: "drop a file with more rows"
                )
            }
            (parent, parentParts, remembered) = (nil, [], ReplayMemory(RowSet(schema: derivation.form)))
            self.new = new
            return
        }
        let parts = try VersionDirectory(path: directory.parent).read(progress.read) { name in
            name != VersionContent.validation && (earlier == nil || !name.hasPrefix(PartReference.madeAgainPrefix))
        }
        let parent = try VersionContent.version(parts.filter { VersionContent.isServed($0.name) })
        // A parent with a tensor missing is a fault to be named, not a trap.
        try parent.check()
        self.parent = parent
        parentParts = parts.filter { !VersionContent.isServed($0.name) && !ReplayMemory.isPart($0.name) }
        remembered = try ReplayMemory(parts).under(derivation.form)
        new = new.completed(by: remembered.rows)
        self.new = new
    }

    /// The same job of one head's rows alone, as if the model had no other.
    func head(_ index: Int) -> TrainingJob { TrainingJob(self, head: index) }

    /// A job of some of the rows of this one, as a model's first, that begins with a model which is there.
    ///
    /// - Parameters:
    ///   - rows: What is learned.
    ///   - validation: What decides.
    func tuning(_ beginning: ModelVersion, on rows: RowSet, validation: RowSet, _ training: TrainingSpecification) -> TrainingJob {
        TrainingJob(self, tuning: beginning, rows, validation, training)
    }

    private init(
        _ job: TrainingJob,
        tuning beginning: ModelVersion,
        _ rows: RowSet,
        _ validation: RowSet,
        _ training: TrainingSpecification
    ) {
        var derivation = job.derivation
        derivation.parent = nil
        derivation.form = rows.schema
        derivation.specification.training = training
        self.derivation = derivation
        self.beginning = beginning
        seed = job.seed
        sources = job.sources
        (parent, parentParts, madeAgain) = (nil, [], nil)
        new = rows
        self.validation = validation
        decidedRows = job.decidedRows
        remembered = ReplayMemory(RowSet(schema: rows.schema))
    }

    /// The same over features that are decided already, of whatever head they were made; nil: as they are.
    func over(_ map: FeatureMap?) -> TrainingJob {
        var job = self
        job.derivation.map = (map ?? derivation.map)?.labeled(by: new.table)
        return job
    }

    private init(_ job: TrainingJob, head: Int) {
        var derivation = job.derivation
        derivation.form = derivation.form.head(head)
        self.derivation = derivation
        headIndex = head
        seed = job.seed
        sources = job.sources
        parent = job.parent
        parentParts = job.parentParts
        madeAgain = job.madeAgain
        new = job.new.head(head)
        validation = job.validation.head(head)
        decidedRows = job.decidedRows
        mostDecided = job.mostDecided
        remembered = job.remembered
    }

    /// The same job of a part of its rows, where there are more; the rows that decide are all in it.
    func sampled(most: Int) -> TrainingJob? {
        guard new.count > most else { return nil }
        var sample = self
        // Rows lie in the order of their keys, which are hashes.
        sample.new = new.subset(Array(0..<most))
        sample.mostDecided = HeldOutRows.most
        return sample
    }

    /// The rows by which methods decide: of the validation rows as many as there is room for. In a model's first job they are the job's own, each class as
    /// often as it comes; and where what was learned earlier fades, since it can no longer be taken out of sums.
    ///
    /// - Parameter decided: What `decided` returns.
    func deciding(among decided: RowSet) -> RowSet {
        guard parent == nil || derivation.specification.training.forgetting < 1 else { return kept }
        // Rows lie in the order of their keys, which are hashes.
        return decided.count > HeldOutRows.most ? decided.subset(Array(0..<HeldOutRows.most)) : decided
    }

    /// The new validation rows, which a closed form learns once they have decided: read each time, since they are many.
    func decided() throws -> RowSet {
        guard derivation.specification.training.method.learnsValidationRows else { return RowSet(schema: derivation.form) }
        let all = try RowSet(decoding: SealedFile.read(decidedRows))
        let rows = headIndex.map { all.head($0) } ?? all
        return mostDecided.map { rows.subset(Array(0..<min(rows.count, $0))) } ?? rows
    }

    /// Validation rows of all files so far, as many as there is room for, shared out over the classes.
    var kept: RowSet { validation.keepingBalanced(capacity: HeldOutRows.most, seed: derivation.specification.seed) }

    /// What the parent remembers, less the rows that came again: their new label counts.
    var replayed: ReplayMemory { remembered.without(new) }

    /// What the candidate remembers.
    var memory: ReplayMemory {
        let specification = derivation.specification
        return remembered.taking(new, capacity: specification.memory.capacity, seed: specification.seed)
    }

    /// The parent's model, or a new one, with a place for every new class and level: what a method by gradients begins with.
    func model() throws -> ModelVersion {
        let specification = derivation.specification
        let weightsSeed = SeedStream(seed, "weights")[0]
        let sample = remembered.taking(
            new,
            capacity: max(specification.memory.capacity, Self.leastSample),
            seed: specification.seed
        ).rows
        let begun: ModelVersion
        if let parent = beginning ?? parent {
            begun = try parent.adapted(to: new.table, sample: sample.table, seed: weightsSeed)
        } else {
            let beginning = NetworkBeginning(
                schema: derivation.form,
                rows: new.table,
                network: specification.network,
                training: specification.training,
                text: specification.text,
                base: derivation.base,
                sources: sources,
                seed: weightsSeed
            )
            begun = try ModelVersion(beginning).adapted(to: new.table, sample: sample.table, seed: weightsSeed &+ 1)
        }
        return try begun.opened(for: specification.training, texts: [new.table, remembered.rows.table], sources: sources)
    }

    /// How long a method by gradients trains, and of what its steps are made; nil where there is nothing to train on: every new row belongs to the holdout.
    ///
    /// - Parameters:
    ///   - model: What it begins with.
    ///   - replayed: Remembered rows that a step may take; none where the method takes none.
    func plan(of model: ModelVersion, replayed: RowSet) throws(Refusal) -> TrainingPlan? {
        guard !new.isEmpty else { return nil }
        return try TrainingPlan(
            derivation.specification.training,
            newRows: new.count,
            memoryRows: replayed.count,
            isFirstJob: derivation.parent == nil,
            isGrowing: remembered.isGrowing(with: new),
            length: model.courseLength
        )
    }
}
