/// How much worse the candidate is than the serving version on the same rows, and what of that is certain.
///
/// For classes a row's loss is −1, 0 or 1 (only the serving version wrong, both alike, only the candidate wrong), so that the mean is a loss
/// of accuracy. For numbers it is the difference of the squared errors over the variance of the labels, a loss of R².
public struct PairedLoss: Hashable, Sendable, Codable {
    /// Rows that both answered; where there are none, mean and bound are 0.
    public var rows: Int
    /// Mean over the rows; positive is worse.
    public var mean: Double
    /// The one-sided 95 % lower confidence bound of the mean: the loss that is there for certain.
    ///
    /// The lower bound, not the upper: with the 36 gate rows of a small file even a candidate that loses nothing has an upper bound of 8 points,
    /// so that "no worse than noise" would refuse good candidates.
    public var certain: Double

    /// - Parameter differences: Of each row, the candidate's loss less the serving version's.
    public init(differences: [Double]) {
        rows = differences.count
        guard rows > 0 else {
            (mean, certain) = (0, 0)
            return
        }
        let count = Double(rows)
        let mean = differences.reduce(0, +) / count
        self.mean = mean
        guard rows > 1 else {
            // One row proves nothing.
            certain = min(mean, 0)
            return
        }
        let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        certain = mean - Self.t(freedom: count - 1) * (variance / count).squareRoot()
    }

    /// The 95 % quantile of Student's t, to 0.01 from 4 degrees of freedom (Abramowitz and Stegun 26.7.5): that of the normal distribution takes
    /// two rows of seven for proof.
    static func t(freedom: Double) -> Double {
        let cube = z * z * z
        let first = (cube + z) / 4
        let second = (5 * cube * z * z + 16 * cube + 3 * z) / 96
        let third = (3 * cube * cube * z + 19 * cube * z * z + 17 * cube - 15 * z) / 384
        return z + (first + (second + third / freedom) / freedom) / freedom
    }

    /// The 95 % quantile of the standard normal distribution.
    static let z = 1.6448536269514722
}
