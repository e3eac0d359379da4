import Domain

/// How a version does on gate rows, which no training saw.
public struct EvaluationReport: Hashable, Sendable, Codable {
    public var metric: Metric
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

    public init(
        metric: Metric,
        all: Score,
        files: [FileScore],
        classes: [ClassScore],
        forgetting: Double? = nil,
        forgettingRows: Int? = nil,
        confusions: [Confusion]? = nil
    ) {
        self.metric = metric
        self.all = all
        self.files = files
        self.classes = classes
        self.forgetting = forgetting
        self.forgettingRows = forgettingRows
        self.confusions = confusions
    }

    private enum CodingKeys: String, CodingKey {
        case metric, all, files, classes, forgetting, confusions
        case forgettingRows = "forgetting_rows"
    }

    public enum Metric: String, Hashable, Sendable, Codable {
        /// Share of rows that are right, 0…1.
        case accuracy
        /// Share of the variance that is explained, at most 1.
        case r2
    }

    public struct Score: Hashable, Sendable, Codable {
        public var rows: Int
        public var value: Double

        public init(rows: Int, value: Double) {
            self.rows = rows
            self.value = value
        }
    }

    public struct FileScore: Hashable, Sendable, Codable {
        public var batch: BatchID
        public var file: String
        public var rows: Int
        public var value: Double
        /// The best that this version or an ancestor did on the file.
        public var best: Double

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
        public var label: String
        public var answer: String
        public var rows: Int

        public init(label: String, answer: String, rows: Int) {
            self.label = label
            self.answer = answer
            self.rows = rows
        }
    }

    public struct ClassScore: Hashable, Sendable, Codable {
        public var label: String
        public var rows: Int
        public var value: Double

        public init(label: String, rows: Int, value: Double) {
            self.label = label
            self.rows = rows
            self.value = value
        }
    }
}
