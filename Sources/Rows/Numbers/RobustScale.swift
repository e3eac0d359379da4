/// The mean and the spread of some numbers, which a few far ones cannot move: those beyond reach count as if they lay at its end.
///
/// The reach goes three times the middle half (q75 − q25) beyond it, on both sides. Where the middle half has no spread, as in a column that is nearly
/// always 0, it goes ten times the median distance of the other values from the commonest. Of numbers within reach, mean and spread are the ordinary
/// ones, so that nothing changes where nothing lies far out.
public struct RobustScale: Hashable, Sendable {
    /// Numbers beyond reach count at its end; 0 where there are no numbers.
    public let mean: Double
    /// The standard deviation; above 0; 1 where all numbers are alike.
    public let scale: Double
    /// Numbers that were looked at: NaN is left out.
    public let count: Int
    /// What a common distance from the middle is: of the middle half, or of the values that differ from the commonest.
    private let distance: Double
    /// The least or the greatest number, where it comes again and again and lies far from all others: it probably stands for "missing".
    public let placeholder: Double?

    /// Distances in scales from which on a number is far out: standardized numbers are clipped there.
    public static let bound = 10.0
    /// Common distances from which on a number is told of.
    private static let outlandish = 50.0

    /// Takes numbers in any order; NaN is left out.
    public init(_ numbers: [Double]) {
        let sorted = numbers.filter { !$0.isNaN }.sorted()
        count = sorted.count
        guard let least = sorted.first, let most = sorted.last, least < most else {
            (mean, scale, distance, placeholder) = (sorted.first ?? 0, 1, 0, nil)
            return
        }
        placeholder = Self.placeholder(sorted)
        func quantile(_ share: Double) -> Double { sorted[Int((share * Double(sorted.count - 1)).rounded())] }
        let (low, high) = (quantile(0.25), quantile(0.75))
        let reach: ClosedRange<Double>
        if high / 2 - low / 2 > 1e-9 * max(abs(high), abs(low)) {
            let half = min(high - low, .greatestFiniteMagnitude / 8)
            reach = max(low - 3 * half, -.greatestFiniteMagnitude)...min(high + 3 * half, .greatestFiniteMagnitude)
            distance = half / 2
        } else {
            let common = Self.commonest(sorted)
            let others = sorted.filter { $0 != common }.map { min(abs($0 - common), .greatestFiniteMagnitude / 16) }.sorted()
            distance = others[(others.count - 1) / 2]
            reach = max(common - 10 * distance, -.greatestFiniteMagnitude)...min(common + 10 * distance, .greatestFiniteMagnitude)
        }
        // In units of the distance: neither the sum nor the squares of the largest doubles overflow.
        let unit = max(distance, .leastNormalMagnitude)
        let within = sorted.map { min(max($0, reach.lowerBound), reach.upperBound) / unit }
        let share = 1 / Double(sorted.count)
        let mean = within.reduce(0) { $0 + $1 * share }
        let deviation = within.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * share }.squareRoot()
        self.mean = min(max(mean * unit, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
        let usable = deviation > 1e-9 * max(1e-9, abs(mean)) && deviation.isFinite
        scale = usable ? min(max(deviation * unit, .leastNormalMagnitude), .greatestFiniteMagnitude / 16) : max(unit, .leastNormalMagnitude)
    }

    /// Whether a number lies so far outside that it is probably no reading of what the others are.
    public func isOutlandish(_ number: Double) -> Bool { number < usual.lowerBound || number > usual.upperBound }

    /// Where numbers that are readings of the same may lie.
    public var usual: ClosedRange<Double> {
        guard distance > 0 else { return -.infinity ... .infinity }
        return mean - Self.outlandish * distance...mean + Self.outlandish * distance
    }

    /// What surveys and instruments write where there is no reading.
    private static let usualPlaceholders: Set<Double> = [
        -9, -99, -999, -9999, -99999, 9, 99, 999, 9999, 99_999, 8, 88, 888, 8888, -8, -88, -888, -1,
    ]

    private static func placeholder(_ sorted: [Double]) -> Double? {
        func isOne(_ number: Double, times: Int, gap: Double, others: ArraySlice<Double>) -> Bool {
            guard times >= 3, 100 * times >= sorted.count, 5 * times <= 2 * sorted.count, others.count >= 20 else { return false }
            let low = others[others.startIndex + others.count / 20], high = others[others.endIndex - 1 - others.count / 20]
            return high > low && gap > (usualPlaceholders.contains(number) ? 1 : 4) * (high - low)
        }
        let last = sorted[sorted.count - 1]
        if let next = sorted.lastIndex(where: { $0 < last }),
            isOne(last, times: sorted.count - 1 - next, gap: last - sorted[next], others: sorted[...next])
        {
            return last
        }
        if let next = sorted.firstIndex(where: { $0 > sorted[0] }),
            isOne(sorted[0], times: next, gap: sorted[next] - sorted[0], others: sorted[next...])
        {
            return sorted[0]
        }
        return nil
    }

    /// The number that comes most often; of equals the least.
    private static func commonest(_ sorted: [Double]) -> Double {
        var (best, bestCount) = (sorted[0], 0)
        var start = 0
        while start < sorted.count {
            var end = start
            while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
            if end - start > bestCount { (best, bestCount) = (sorted[start], end - start) }
            start = end
        }
        return best
    }
}
