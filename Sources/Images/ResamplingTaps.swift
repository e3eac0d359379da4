/// One axis of resampling: which source pixels make each target pixel, and with what whole-number weights.
///
/// The weights of a target pixel sum to `total`. All arithmetic is in whole numbers, so that an image comes out alike everywhere.
struct ResamplingTaps {
    /// First source pixel of each target pixel.
    private(set) var starts: [Int32] = []
    /// How many source pixels each takes.
    private(set) var counts: [Int32] = []
    /// `starts.count` runs of `counts` weights.
    private(set) var weights: [UInt32] = []
    let total: UInt32

    /// The source's middle, scaled by `numerator / denominator` (target pixels a source pixel), as `target` pixels.
    ///
    /// Shrinking takes the mean over the area that a target pixel covers; enlarging interpolates between the two nearest centers.
    ///
    /// - Precondition: `source * numerator >= target * denominator`: the source covers the target.
    init(source: Int, target: Int, numerator: Int, denominator: Int) {
        precondition(
            source * numerator >= target * denominator,
            "\(source) pixels scaled by \(numerator)/\(denominator) do not cover \(target)"
        )
        // In units of 1 / (2 · numerator) of a source pixel: a target pixel is `step` of them, and what is cut off on each side is whole.
        let pixel = 2 * numerator
        let step = 2 * denominator
        let margin = source * numerator - target * denominator
        starts.reserveCapacity(target)
        counts.reserveCapacity(target)
        if numerator == denominator {
            total = 1
            let first = margin / pixel
            for index in 0..<target { append(first + index, [1]) }
        } else if numerator < denominator {
            total = UInt32(step)
            for index in 0..<target {
                let from = margin + index * step
                let end = from + step
                let first = from / pixel
                let last = (end - 1) / pixel
                append(first, (first...last).map { UInt32(min(end, ($0 + 1) * pixel) - max(from, $0 * pixel)) })
            }
        } else {
            total = UInt32(pixel)
            for index in 0..<target {
                // The target pixel's center, counted from the first source pixel's.
                let center = margin + index * step + denominator - numerator
                if center <= 0 {
                    append(0, [total])
                } else if center >= (source - 1) * pixel {
                    append(source - 1, [total])
                } else {
                    let rest = UInt32(center % pixel)
                    append(center / pixel, rest == 0 ? [total] : [total - rest, rest])
                }
            }
        }
    }

    private mutating func append(_ start: Int, _ run: [UInt32]) {
        starts.append(Int32(start))
        counts.append(Int32(run.count))
        weights += run
    }

    /// Source pixels that are needed at all.
    var used: Range<Int> { Int(starts[0])..<Int(starts[starts.count - 1] + counts[counts.count - 1]) }
}
