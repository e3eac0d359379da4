import Domain
import Rows

/// The mean and the scale of each number, by which it is standardized.
///
/// It moves with the data: every job takes both anew from a sample of what is remembered and what is new, and the first layer makes up for the move
/// (`Standardization.change(to:)`), so that the function that was learned stays the same. A scaler frozen on the first file would ruin later ones
/// (on the digits' five files: 0.36 to 0.50 accuracy). The sample is that of the highest priorities, so that nothing depends on the rows' order;
/// the scale is robust (`RobustScale`), so that one reading of −9999999 cannot press all others into a point.
public struct Scaler: Hashable, Sendable {
    /// As the last job moved it.
    public var standardization: Standardization

    /// Of numbers that nobody has seen.
    public init(width: Int) {
        standardization = Standardization(
            means: [Double](repeating: 0, count: width),
            scales: [Double](repeating: 1, count: width)
        )
    }

    /// - Parameters:
    ///   - numbers: `[rows, width]` row by row, NaN where missing. A column without any value keeps what it has.
    ///   - isMoved: Whether one of the numbers moves at all.
    public mutating func move(to numbers: [Double], width: Int, where isMoved: (Int) -> Bool = { _ in true }) {
        precondition(
            width == standardization.means.count && (width == 0 || numbers.count % width == 0),
            "\(numbers.count) numbers for a scaler of width \(standardization.means.count)"
        )
        for index in 0..<width where isMoved(index) {
            let scale = RobustScale(stride(from: index, to: numbers.count, by: width).map { numbers[$0] })
            guard scale.count > 0 else { continue }
            standardization.means[index] = scale.mean
            standardization.scales[index] = scale.scale
        }
    }
}

extension Scaler: Codable {
    private enum CodingKeys: String, CodingKey {
        case means, scales
        /// The first release's: count, mean and Σ (x − mean)² of each number over all rows.
        case sums
    }

    private struct Sums: Decodable {
        var count: Double
        var mean: Double
        var squares: Double

        var scale: Double {
            let deviation = count > 0 ? (squares / count).squareRoot() : 0
            return deviation > 1e-9 * max(1e-9, abs(mean)) ? deviation : 1
        }
    }

    /// Reads the first release's sums, too.
    ///
    /// - Throws: `DecodingError` where there are not as many means as scales.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        if let sums = try keys.decodeIfPresent([Sums].self, forKey: .sums) {
            // Taken over where it stands: the model predicts as it did, and the next job moves it from there.
            standardization = Standardization(means: sums.map(\.mean), scales: sums.map(\.scale))
            return
        }
        let (means, scales) = (try keys.decode([Double].self, forKey: .means), try keys.decode([Double].self, forKey: .scales))
        guard means.count == scales.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .scales,
                in: keys,
                debugDescription: "\(means.count) means, \(scales.count) scales"
            )
        }
        standardization = Standardization(means: means, scales: scales)
    }

    /// Means and scales, whatever it was read from.
    public func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(standardization.means, forKey: .means)
        try keys.encode(standardization.scales, forKey: .scales)
    }
}

/// x̂ = clip((x − mean) / scale, ±10), and 0 where x is missing.
public struct Standardization: Hashable, Sendable {
    /// Scales from the mean beyond which it makes no difference how far a number lies.
    public static let bound: Double = RobustScale.bound

    /// Of each number, in its column's unit.
    public var means: [Double]
    /// Of each number, in its column's unit; above 0.
    public var scales: [Double]

    /// - Precondition: There are as many means as scales.
    public init(means: [Double], scales: [Double]) {
        precondition(means.count == scales.count, "\(means.count) means for \(scales.count) scales")
        self.means = means
        self.scales = scales
    }

    /// x̂ of one number.
    ///
    /// - Parameter index: The number's place among `means`.
    @inlinable
    public func apply(_ number: Double, at index: Int) -> Float {
        let standard = (number - means[index]) / scales[index]
        // Missing is NaN, and every comparison with NaN is false: it falls through to the mean's place.
        if standard >= -Self.bound { return Float(min(standard, Self.bound)) }
        return standard < -Self.bound ? Float(-Self.bound) : 0
    }

    /// What turns numbers standardized the new way into ones standardized this way: x̂_old = a·x̂_new + c.
    public func change(to new: Standardization) -> (factors: [Double], shifts: [Double]) {
        precondition(new.means.count == means.count, "\(means.count) numbers before, \(new.means.count) after")
        return (
            factors: means.indices.map { new.scales[$0] / scales[$0] },
            shifts: means.indices.map { (new.means[$0] - means[$0]) / scales[$0] }
        )
    }
}
