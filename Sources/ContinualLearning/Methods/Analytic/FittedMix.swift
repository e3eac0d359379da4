import Glibc
import Models

/// What scores and logits of tokens are to count for: the two weights under which held-out rows are likeliest, drawn to the usual ones by as much as one row
/// weighs. The loss is convex, and Newton's steps find its least place.
struct FittedMix {
    let mix: ReadOutForm.Mix
    /// Negative log-likelihood of all rows.
    let loss: Double

    private static let mostSteps = 30

    /// - Parameters:
    ///   - scores: `[rows, classes]`, as `tokens` are.
    ///   - labels: Each row's class; one of none (−1) says nothing.
    ///   - weights: What each row counts for.
    init(scores: [Double], tokens: [Double], labels: [Int], weights: [Double]) {
        let width = scores.count / max(1, labels.count)
        let usual = ReadOutForm.Mix.usual
        /// The loss and its derivatives, in units of the usual weights.
        func look(_ x: (Double, Double)) -> (loss: Double, slope: (Double, Double), curve: (Double, Double, Double)) {
            var loss = ((x.0 - 1) * (x.0 - 1) + (x.1 - 1) * (x.1 - 1)) / 2
            var (slope, curve) = ((x.0 - 1, x.1 - 1), (1.0, 0.0, 1.0))
            let (a, c) = (x.0 * usual.scores, x.1 * usual.tokens)
            var logits = [Double](repeating: 0, count: width)
            for row in labels.indices where labels[row] >= 0 {
                let start = row * width
                var most = -Double.infinity
                for index in 0..<width {
                    logits[index] = a * scores[start + index] + c * tokens[start + index]
                    most = max(most, logits[index])
                }
                var (total, s, n, ss, sn, nn) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
                for index in 0..<width {
                    let share = exp(logits[index] - most)
                    let (own, other) = (scores[start + index] * usual.scores, tokens[start + index] * usual.tokens)
                    total += share
                    s += share * own
                    n += share * other
                    ss += share * own * own
                    sn += share * own * other
                    nn += share * other * other
                }
                (s, n, ss, sn, nn) = (s / total, n / total, ss / total, sn / total, nn / total)
                let (weight, place) = (weights[row], start + labels[row])
                loss += weight * (most + log(total) - logits[labels[row]])
                slope.0 += weight * (s - scores[place] * usual.scores)
                slope.1 += weight * (n - tokens[place] * usual.tokens)
                curve.0 += weight * (ss - s * s)
                curve.1 += weight * (sn - s * n)
                curve.2 += weight * (nn - n * n)
            }
            return (loss, slope, curve)
        }
        var place = (1.0, 1.0)
        var here = look(place)
        for _ in 0..<Self.mostSteps {
            let determinant = here.curve.0 * here.curve.2 - here.curve.1 * here.curve.1
            guard determinant > 0 else { break }
            let step = (
                (here.curve.2 * here.slope.0 - here.curve.1 * here.slope.1) / determinant,
                (here.curve.0 * here.slope.1 - here.curve.1 * here.slope.0) / determinant
            )
            var (share, isBetter) = (1.0, false)
            while share > 1e-3, !isBetter {
                let next = (max(0, place.0 - share * step.0), max(0, place.1 - share * step.1))
                let there = look(next)
                isBetter = there.loss < here.loss
                if isBetter {
                    let isDone = here.loss - there.loss < 1e-6 * max(1, here.loss)
                    (place, here) = (next, there)
                    if isDone { share = 0 }
                } else {
                    share /= 2
                }
            }
            guard isBetter, share > 0 else { break }
        }
        mix = ReadOutForm.Mix(scores: place.0 * usual.scores, tokens: place.1 * usual.tokens)
        loss = here.loss
    }
}
