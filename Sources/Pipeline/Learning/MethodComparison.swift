import ContinualLearning
import Domain
import Rows

/// What a model's own files come to, learned by one method after another.
public struct MethodComparison: Hashable, Sendable {
    /// What one method came to.
    public struct Entry: Hashable, Sendable {
        /// The method that learned all of them.
        public var method: TrainingSpecification.Method
        /// Of the last version, on the gate's rows.
        public var evaluation: Evaluation
        /// In points; nil where there is one version.
        public var forgetting: Double?
        /// Versions that the gate held.
        public var held: Int
        /// What training took in all.
        public var duration: Duration
        /// Of the last version.
        public var byteCount: Int
    }

    /// Versions of the model's history.
    public var versions: Int
    /// In the order in which the methods were asked for.
    public var entries: [Entry]
    /// The method of the version that serves; nil where its release did not record it.
    public var current: TrainingSpecification.Method?
    /// Whose labels the scores are of: accuracies, R² of numbers, of several the mean.
    public var heads: [Schema.Head]

    /// The method that does better than the model's own, by more than chance makes of so many rows; nil where none does.
    public var better: TrainingSpecification.Method? {
        guard let best = entries.max(by: { $0.evaluation.all.value < $1.evaluation.all.value }), best.method != current else { return nil }
        guard let own = entries.first(where: { $0.method == current }) else { return best.method }
        let score = own.evaluation.all
        let error =
            heads.contains { $0.task == .regression }
            ? 0.01 : (max(score.value * (1 - score.value), 0.01) / Double(max(1, score.rows))).squareRoot()
        return best.evaluation.all.value > score.value + error ? best.method : nil
    }
}

/// How far a comparison is: it makes way for jobs, and goes on.
struct ComparisonProgress: Sendable {
    /// What a version of the comparison builds on.
    struct Parent: Sendable {
        var folder: DerivationFolder
        var digest: Digest
        var judgement: Judgement
    }

    /// The history that is derived: what is learned meanwhile is left out, for each method alike.
    var lineage: [VersionNumber] = []
    var entries: [MethodComparison.Entry] = []
    /// Of the method that is under way.
    var parent: Parent?
    var next = 0
    var held = 0
    var seconds = 0.0
}
