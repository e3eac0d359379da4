import Domain

/// What a version hands down to the judging of its descendants.
public struct GateReference: Hashable, Sendable, Codable {
    /// The best that the version or an ancestor did on each file's gate rows, by the file's digest: what forgetting is measured from.
    public var best: [String: Double]
    /// The loss on each of the version's gate rows, in their order, when the row's file was learned; see `Evaluation.learned`.
    /// Nil: not known, and what the version itself loses on them takes its place.
    public var learned: [Double]?
    /// Of several heads, each one's by its label; nil where there is one.
    public var heads: [String: GateReference]?

    /// Empty, descendants are held against the version itself alone.
    public init(best: [String: Double] = [:], learned: [Double]? = nil) {
        self.best = best
        self.learned = learned
    }
}

/// How a version does on gate rows: in all and by the file that brought them. Kept beside the version, not part of its digest.
public struct Evaluation: Hashable, Sendable, Codable {
    /// How well some rows are answered.
    public struct Score: Hashable, Sendable, Codable {
        /// Gate rows that the value is of.
        public var rows: Int
        /// Accuracy (0…1); for regression R², at most 1.
        public var value: Double

        /// - Parameter value: Accuracy, or R² for regression.
        public init(rows: Int, value: Double) {
            self.rows = rows
            self.value = value
        }
    }

    /// Accuracy (classification) or R² (regression) over all gate rows.
    public var all: Score
    /// By the digest of the file; a row that several files brought counts for each.
    public var byBatch: [String: Score]
    /// By class name, accuracy; empty for regression.
    public var byClass: [String: Score]
    /// The best that this version or an ancestor did on each file's gate rows: what forgetting is measured from.
    public var best: [String: Double]
    /// The loss on each gate row, in the rows' order, of the version that learned the row's file: what descendants are compared with.
    ///
    /// For classes 0 where it was right and 1 where it was wrong, or the share of the row that classes which came later and look alike have
    /// taken since; for numbers the squared error in the label's unit. Nil in what older programs wrote.
    public var learned: [Double]?
    /// Which classes it takes for which, the commonest confusions first, at most `mostConfusions`; nil for regression and in what older programs
    /// wrote.
    public var confusions: [Confusion]?

    /// Rows of one class that were answered with another.
    public struct Confusion: Hashable, Sendable, Codable {
        /// The class that the rows have.
        public var label: String
        /// The class that they were answered with.
        public var answer: String
        /// How many of the gate rows.
        public var rows: Int

        /// Nothing checks that the two classes differ: whoever counts does.
        public init(label: String, answer: String, rows: Int) {
            self.label = label
            self.answer = answer
            self.rows = rows
        }
    }

    /// Of several heads, each one's by its label; what stands above is of all of them: the mean. Nil where there is one.
    public var heads: [String: Evaluation]?

    static let mostConfusions = 20

    /// Without `confusions`: those come of the rows' losses.
    public init(all: Score, byBatch: [String: Score], byClass: [String: Score], best: [String: Double], learned: [Double]? = nil) {
        self.all = all
        self.byBatch = byBatch
        self.byClass = byClass
        self.best = best
        self.learned = learned
    }

    /// What descendants are judged by.
    ///
    /// - Parameter isPromoted: A person let the version serve although the gate had refused it: what it loses was accepted with it, so
    ///   its descendants are compared with the version itself.
    public func reference(isPromoted: Bool) -> GateReference {
        var reference = GateReference(best: best, learned: isPromoted ? nil : learned)
        reference.heads = heads?.mapValues { $0.reference(isPromoted: isPromoted) }
        return reference
    }

    /// Mean over the files of best earlier score minus score now, in points of 100, and the number of gate rows behind it. The files of
    /// `newest` are left out: they cannot be forgotten yet.
    public func forgetting(newest: Set<String>) -> (points: Double, rows: Int)? {
        let older = byBatch.filter { !newest.contains($0.key) }
        guard !older.isEmpty else { return nil }
        let sum = older.reduce(0) { $0 + max(0, (best[$1.key] ?? $1.value.value) - $1.value.value) }
        return (100 * sum / Double(older.count), older.reduce(0) { $0 + $1.value.rows })
    }
}
