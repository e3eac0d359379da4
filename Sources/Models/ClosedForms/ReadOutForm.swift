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

    /// - Parameters:
    ///   - ridge: A share of the mean of the diagonal, which is added to it.
    ///   - features: At least 1, at most the map's.
    public init(kind: Kind, ridge: Double, features: Int) {
        self.kind = kind
        self.ridge = ridge
        self.features = features
    }
}
