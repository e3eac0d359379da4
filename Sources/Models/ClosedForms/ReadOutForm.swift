import Glibc

/// How a closed form reads its sums out.
public struct ReadOutForm: Hashable, Sendable, Codable {
    /// How weights are made of the sums.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Least squares with a ridge, one answer a class, or a number.
        case ridge
        /// Linear discriminant analysis: each class's mean under one covariance that all share.
        case discriminant

        /// Scores below count as this: a share of the rows that is too small to tell.
        static let leastShare = 0.002

        /// The logits that scores mean. A ridge's score is a share already; a discriminant's is a logarithm of one.
        public func logits(_ scores: [Double]) -> [Double] {
            self == .ridge ? scores.map { log(max($0, Self.leastShare)) } : scores
        }
    }

    /// Also says how scores become logits: see `Kind.logits`.
    public var kind: Kind
    /// Of the mean of the diagonal.
    public var ridge: Double
    /// Of the leading block.
    public var features: Int
    /// What a ridge's scores and the logits of tokens count for in logits; nil where no tokens are counted.
    public var mix: Mix?

    /// Two weights that make logits of what features say and what tokens say. They are calibrated by themselves: there is no temperature beside them.
    public struct Mix: Hashable, Sendable, Codable {
        /// Of a ridge's scores, at least 0.
        public var scores: Double
        /// Of `TokenWeights`, at least 0.
        public var tokens: Double

        /// Where too few rows can decide (docs/decisions/0042).
        public static let usual = Mix(scores: 6, tokens: 0.1)

        /// Both at least 0.
        public init(scores: Double, tokens: Double) {
            self.scores = scores
            self.tokens = tokens
        }
    }

    /// - Parameters:
    ///   - ridge: A share of the mean of the diagonal, which is added to it.
    ///   - features: At least 1, at most the map's.
    public init(kind: Kind, ridge: Double, features: Int, mix: Mix? = nil) {
        self.mix = mix
        self.kind = kind
        self.ridge = ridge
        self.features = features
    }
}
