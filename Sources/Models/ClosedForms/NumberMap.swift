import Glibc
import Rows

/// A number's monotone map to a normal shape, cut off at ±`bound`: half of it the rank among the first file's values, piecewise linear between knots, half
/// of it the distance from their mean in deviations. Ranks alone say little beyond the knots, distances little where most values lie close together.
///
/// A knot is the mean of neighboring values, eight at least where there are as many: none is one row's value.
public struct NumberMap: Hashable, Sendable, Codable {
    /// Ascending.
    public var knots: [Double]
    /// What the knots become: normal scores.
    public var scores: [Double]
    /// The middle that distances are taken from, robust (`RobustScale`).
    public var mean: Double
    /// A deviation: beyond the last knots a step of 1.
    public var scale: Double

    /// Farther out it makes no difference how far.
    public static let bound = 3.0
    static let leastBlock = 8

    /// - Parameter most: Knots at most.
    public init(_ numbers: [Double], most: Int) {
        let values = numbers.filter { !$0.isNaN }.sorted()
        (knots, scores) = ([], [])
        // One reading of −9999999 must not press all others into a point.
        let robust = RobustScale(values)
        (mean, scale) = (robust.mean, robust.scale)
        guard !values.isEmpty else { return }
        let blocks = max(1, min(most, values.count / Self.leastBlock))
        let edges = (0...blocks).map { $0 * values.count / blocks }
        var starts: [Int] = []
        var ends: [Int] = []
        for (start, end) in zip(edges, edges.dropFirst()) where end > start {
            let mean = values[start..<end].reduce(0) { $0 + $1 / Double(end - start) }
            // Values that come often are one knot, at the middle of their ranks.
            if let last = knots.last, mean <= last + 1e-12 * max(1, abs(mean)) {
                ends[ends.count - 1] = end
            } else {
                knots.append(mean)
                starts.append(start)
                ends.append(end)
            }
        }
        scores = zip(starts, ends).map { Self.quantile(Double($0 + $1) / 2 / Double(values.count)) }
    }

    /// Of a sine or a cosine, by its own deviation √½, whatever part of the circle the first file has seen.
    static let cycle = NumberMap(knots: [-1, 1], scores: [-2.0.squareRoot(), 2.0.squareRoot()], mean: 0, scale: 0.5.squareRoot())

    private init(knots: [Double], scores: [Double], mean: Double, scale: Double) {
        (self.knots, self.scores, self.mean, self.scale) = (knots, scores, mean, scale)
    }

    /// 0 for a missing number: the middle.
    package func apply(_ number: Double) -> Float {
        guard let first = knots.first, let last = knots.last, !number.isNaN else { return 0 }
        let distance = (number - mean) / scale
        var score: Double
        if knots.count == 1 {
            // All values were as good as one: of others only the order of magnitude of their distance can be told.
            score = asinh(distance)
        } else if number <= first {
            score = (scores[0] + (number - first) / scale + distance) / 2
        } else if number >= last {
            score = (scores[knots.count - 1] + (number - last) / scale + distance) / 2
        } else {
            var (low, high) = (0, knots.count - 1)
            while high - low > 1 {
                let middle = (low + high) / 2
                if knots[middle] <= number { low = middle } else { high = middle }
            }
            score = scores[low] + (scores[high] - scores[low]) * ((number - knots[low]) / (knots[high] - knots[low]))
            score = (score + distance) / 2
        }
        // A column of the largest doubles may overflow to what is no number.
        guard !score.isNaN else { return 0 }
        return Float(min(max(score, -Self.bound), Self.bound))
    }

    /// The number under which a share of a normal distribution lies, by bisection of `erfc`: only knots are made of it.
    static func quantile(_ share: Double) -> Double {
        var (low, high) = (-8.0, 8.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if 0.5 * erfc(-middle * 0.5.squareRoot()) < share { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
