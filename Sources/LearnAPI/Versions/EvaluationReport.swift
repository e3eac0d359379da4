import Domain

/// How a version does on gate rows, which no training saw.
public struct EvaluationReport: Hashable, Sendable, Codable {
    /// What all scores of the report are.
    public var metric: Metric
    /// Over all gate rows.
    public var all: Score
    /// By the file that brought the rows, in order of acceptance.
    public var files: [FileScore]
    /// Empty for regression.
    public var classes: [ClassScore]
    /// Mean over earlier files of their best score minus the score now, a share 0…1 as the scores are; left out where there is no earlier file.
    public var forgetting: Double?
    /// Gate rows of the earlier files: how much the figure rests on.
    public var forgettingRows: Int?
    /// Which classes it takes for which, the commonest confusions first; left out for regression and where an older release judged.
    public var confusions: [Confusion]?
    /// Of a model of several labels each one's, by its name: what stands above is their mean. Left out where there is one.
    public var heads: [String: EvaluationReport]?

    /// - Parameter files: In the order of acceptance.
    public init(
        metric: Metric,
        all: Score,
        files: [FileScore],
        classes: [ClassScore],
        forgetting: Double? = nil,
        forgettingRows: Int? = nil,
        confusions: [Confusion]? = nil,
        heads: [String: EvaluationReport]? = nil
    ) {
        self.heads = heads
        self.metric = metric
        self.all = all
        self.files = files
        self.classes = classes
        self.forgetting = forgetting
        self.forgettingRows = forgettingRows
        self.confusions = confusions
    }

    private enum CodingKeys: String, CodingKey {
        case metric, all, files, classes, forgetting, confusions, heads
        case forgettingRows = "forgetting_rows"
    }

    /// How rows are scored: accuracy for classes, R² for numbers.
    public enum Metric: String, Hashable, Sendable, Codable {
        /// Share of rows that are right, 0…1.
        case accuracy
        /// Share of the variance that is explained, at most 1.
        case r2
        /// The mean over several labels, of whichever their scores are.
        case mean
    }

    /// A score, and how much it rests on.
    public struct Score: Hashable, Sendable, Codable {
        /// Gate rows.
        public var rows: Int
        /// In the report's metric.
        public var value: Double

        /// A score over so many gate rows.
        public init(rows: Int, value: Double) {
            self.rows = rows
            self.value = value
        }
    }

    /// A score on the gate rows that one file brought.
    public struct FileScore: Hashable, Sendable, Codable {
        /// The file's number.
        public var batch: BatchID
        /// The name that it was dropped under.
        public var file: String
        /// Gate rows that it brought; one that several files brought counts for each.
        public var rows: Int
        /// In the report's metric.
        public var value: Double
        /// The best that this version or an ancestor did on the file.
        public var best: Double

        /// A score beside the best there was.
        public init(batch: BatchID, file: String, rows: Int, value: Double, best: Double) {
            self.batch = batch
            self.file = file
            self.rows = rows
            self.value = value
            self.best = best
        }
    }

    /// Gate rows of a class that were answered with another.
    public struct Confusion: Hashable, Sendable, Codable {
        /// The class that the rows have.
        public var label: String
        /// The class that they were answered with.
        public var answer: String
        /// How many there are.
        public var rows: Int

        /// One pair of classes that are not told apart.
        public init(label: String, answer: String, rows: Int) {
            self.label = label
            self.answer = answer
            self.rows = rows
        }
    }

    /// The accuracy on one class.
    public struct ClassScore: Hashable, Sendable, Codable {
        /// The class's name.
        public var label: String
        /// Gate rows of the class.
        public var rows: Int
        /// Share of them that were answered right, 0…1.
        public var value: Double

        /// A class's accuracy over so many gate rows.
        public init(label: String, rows: Int, value: Double) {
            self.label = label
            self.rows = rows
            self.value = value
        }
    }
}
