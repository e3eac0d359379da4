/// Running count, mean and spread of each number, and the standardisation that follows from them.
///
/// It moves with the data: every job merges its new rows in, and the first layer makes up for the move (`Standardisation.change(to:)`),
/// so that the function that was learned stays the same. A scaler frozen on the first file would ruin later ones
/// (on the digits' five files: 0.36 to 0.50 accuracy).
public struct Scaler: Hashable, Sendable, Codable {
    /// Welford's sums of one number over all rows where it is not missing.
    public struct Sums: Hashable, Sendable, Codable {
        public var count: Double
        public var mean: Double
        /// Σ (x − mean)².
        public var squares: Double

        public init(count: Double = 0, mean: Double = 0, squares: Double = 0) {
            self.count = count
            self.mean = mean
            self.squares = squares
        }

        /// Both sets of rows together (Chan, Golub, LeVeque 1979).
        public mutating func merge(_ other: Sums) {
            guard other.count > 0 else { return }
            let total = count + other.count
            let difference = other.mean - mean
            mean += difference * other.count / total
            squares += other.squares + difference * difference * count * other.count / total
            count = total
        }
    }

    public var sums: [Sums]

    public init(width: Int) {
        sums = [Sums](repeating: Sums(), count: width)
    }

    /// Merges rows in: `[rows, width]` row by row, NaN where missing.
    public mutating func update(_ numbers: [Double], width: Int) {
        precondition(
            width == sums.count && (width == 0 || numbers.count % width == 0),
            "\(numbers.count) numbers for a scaler of width \(sums.count)")
        guard width > 0 else { return }
        for place in 0..<width {
            var new = Sums()
            for index in stride(from: place, to: numbers.count, by: width) where !numbers[index].isNaN {
                new.count += 1
                let difference = numbers[index] - new.mean
                new.mean += difference / new.count
                new.squares += difference * (numbers[index] - new.mean)
            }
            sums[place].merge(new)
        }
    }

    /// Mean and scale of each number; 1 is the scale of what has no spread (or none beyond rounding).
    public var standardisation: Standardisation {
        Standardisation(
            means: sums.map(\.mean),
            scales: sums.map { sums in
                let deviation = sums.count > 0 ? (sums.squares / sums.count).squareRoot() : 0
                return deviation > 1e-9 * max(1e-9, abs(sums.mean)) ? deviation : 1
            })
    }
}

/// x̂ = clip((x − mean) / scale, ±10), and 0 where x is missing.
public struct Standardisation: Hashable, Sendable {
    public static let bound: Double = 10

    public var means: [Double]
    public var scales: [Double]

    public init(means: [Double], scales: [Double]) {
        precondition(means.count == scales.count, "\(means.count) means for \(scales.count) scales")
        self.means = means
        self.scales = scales
    }

    @inlinable
    public func apply(_ number: Double, at place: Int) -> Float {
        let standard = (number - means[place]) / scales[place]
        // Missing is NaN, and every comparison with NaN is false: it falls through to the mean's place.
        if standard >= -Self.bound { return Float(min(standard, Self.bound)) }
        return standard < -Self.bound ? Float(-Self.bound) : 0
    }

    /// What turns numbers standardised the new way into ones standardised this way: x̂_old = a·x̂_new + c.
    public func change(to new: Standardisation) -> (factors: [Double], shifts: [Double]) {
        precondition(new.means.count == means.count, "\(means.count) numbers before, \(new.means.count) after")
        return (
            factors: means.indices.map { new.scales[$0] / scales[$0] },
            shifts: means.indices.map { (new.means[$0] - means[$0]) / scales[$0] }
        )
    }
}
