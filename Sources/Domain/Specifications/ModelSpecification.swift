/// Everything an operator may set for a model that decides what its versions are. Part of every version's digest.
///
/// The coding keys are the configuration's keys: changing one is a breaking change (docs/decisions).
public struct ModelSpecification: Hashable, Sendable, Codable {
    /// The label's column; nil: `label`, `target`, `class` or `y`, else the last column.
    public var label: String?
    /// Whether the label is a class or a number; nil: decided from the first file.
    public var task: Task?
    /// Several label columns and what is known of each; nil: one, which `label` and `task` tell.
    public var labels: [String: HeadSpecification]?
    /// What the first file's data would not tell, by column name.
    public var columns: [String: ColumnRule]
    /// How rows and their numbers are read.
    public var rows: RowsSpecification
    /// Whether spellings of a class that differ in case, blanks or Unicode form alone are one class.
    public var spellings: ClassSpellings
    /// The layers between inputs and outputs, which follow from the rows.
    public var network: NetworkSpecification
    /// How a job trains, and by which method.
    public var training: TrainingSpecification
    /// How many rows are remembered, to be trained on again.
    public var memory: MemorySpecification
    /// How many rows are kept from training, to validate and to judge by.
    public var holdout: HoldoutSpecification
    /// When a candidate may serve.
    public var gate: GateSpecification
    /// How much is learned in one job.
    public var jobs: JobSpecification
    /// In what form a version's weights answer.
    public var serving: ServingSpecification
    /// How texts are read.
    public var text: TextSpecification {
        get { textIfSet ?? .init() }
        set { textIfSet = newValue == .init() ? nil : newValue }
    }
    /// Nil where nothing is set: so digests of models without texts are those of releases that knew none.
    private var textIfSet: TextSpecification?
    /// What its answers say where it knows little.
    public var answers: AnswersSpecification {
        get { answersIfSet ?? .init() }
        set { answersIfSet = newValue == .init() ? nil : newValue }
    }
    /// Likewise.
    private var answersIfSet: AnswersSpecification?
    /// Decides initial weights, shuffling and which rows the memory keeps.
    public var seed: UInt64

    /// Whether the label is one of some classes or a number.
    public enum Task: String, Hashable, Sendable, Codable, CaseIterable {
        case classification, regression
    }

    /// The defaults are those of a model that nobody has set anything for.
    public init(
        label: String? = nil,
        task: Task? = nil,
        labels: [String: HeadSpecification]? = nil,
        columns: [String: ColumnRule] = [:],
        rows: RowsSpecification = .init(),
        spellings: ClassSpellings = .folded,
        network: NetworkSpecification = .init(),
        training: TrainingSpecification = .init(),
        memory: MemorySpecification = .init(),
        holdout: HoldoutSpecification = .init(),
        gate: GateSpecification = .init(),
        jobs: JobSpecification = .init(),
        serving: ServingSpecification = .init(),
        text: TextSpecification = .init(),
        answers: AnswersSpecification = .init(),
        seed: UInt64 = 0
    ) {
        self.label = label
        self.task = task
        self.labels = labels
        self.columns = columns
        self.rows = rows
        self.spellings = spellings
        self.network = network
        self.training = training
        self.memory = memory
        self.holdout = holdout
        self.gate = gate
        self.jobs = jobs
        self.serving = serving
        self.seed = seed
        self.text = text
        self.answers = answers
    }

    private enum CodingKeys: String, CodingKey {
        case label, task, labels, columns, rows, spellings, network, training, memory, holdout, gate, jobs, serving, seed
        case textIfSet = "text"
        case answersIfSet = "answers"
    }
}

/// What an older learnd wrote, with every job and model, must still read: a key that it did not know has its default.
extension ModelSpecification {
    /// Reads what any release has written.
    ///
    /// - Throws: `DecodingError` where a group that the first release wrote is not there.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            label: try keys.decodeIfPresent(String.self, forKey: .label),
            task: try keys.decodeIfPresent(Task.self, forKey: .task),
            labels: try keys.decodeIfPresent([String: HeadSpecification].self, forKey: .labels),
            columns: try keys.decode([String: ColumnRule].self, forKey: .columns),
            rows: try keys.decodeIfPresent(RowsSpecification.self, forKey: .rows) ?? .init(),
            spellings: try keys.decodeIfPresent(ClassSpellings.self, forKey: .spellings) ?? .folded,
            network: try keys.decode(NetworkSpecification.self, forKey: .network),
            training: try keys.decode(TrainingSpecification.self, forKey: .training),
            memory: try keys.decode(MemorySpecification.self, forKey: .memory),
            holdout: try keys.decode(HoldoutSpecification.self, forKey: .holdout),
            gate: try keys.decode(GateSpecification.self, forKey: .gate),
            jobs: try keys.decode(JobSpecification.self, forKey: .jobs),
            serving: try keys.decodeIfPresent(ServingSpecification.self, forKey: .serving) ?? .init(),
            text: try keys.decodeIfPresent(TextSpecification.self, forKey: .textIfSet) ?? .init(),
            answers: try keys.decodeIfPresent(AnswersSpecification.self, forKey: .answersIfSet) ?? .init(),
            seed: try keys.decode(UInt64.self, forKey: .seed)
        )
    }
}
