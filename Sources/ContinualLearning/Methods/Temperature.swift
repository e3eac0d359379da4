import Glibc

/// By what logits are divided so that their softmax comes true as often as it says: the one under which held-out rows are likeliest. (Guo, Pleiss, Sun,
/// Weinberger 2017.) The answers stay the same, only how sure they are changes.
package struct Temperature {
    package let value: Double

    static let range = 1.0 / 64...64

    /// - Parameters:
    ///   - logits: `[rows, classes]`.
    ///   - labels: Each row's class; a row of a class that has no logit (−1) says nothing.
    ///   - weights: What each row counts for.
    package init(logits: [Double], labels: [Int], weights: [Double]) {
        let width = logits.count / max(1, labels.count)
        let known = labels.indices.filter { labels[$0] >= 0 }
        guard width > 1, !known.isEmpty else {
            value = 1
            return
        }
        /// Negative log-likelihood at an inverse temperature of e^x: it has one least place.
        func loss(_ x: Double) -> Double {
            let factor = exp(x)
            var sum = 0.0
            for row in known {
                let own = logits[row * width..<(row + 1) * width]
                let most = own.max()!
                let total = own.reduce(0) { $0 + exp(factor * ($1 - most)) }
                sum += weights[row] * (log(total) - factor * (own[own.startIndex + labels[row]] - most))
            }
            return sum
        }
        // Golden sections, as many as leave a thousandth.
        let ratio = (5.0.squareRoot() - 1) / 2
        var (low, high) = (-log(Self.range.upperBound), -log(Self.range.lowerBound))
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
        var (leftLoss, rightLoss) = (loss(left), loss(right))
        for _ in 0..<20 {
            if leftLoss <= rightLoss {
                (high, right, rightLoss) = (right, left, leftLoss)
                left = high - ratio * (high - low)
                leftLoss = loss(left)
            } else {
                (low, left, leftLoss) = (left, right, rightLoss)
                right = low + ratio * (high - low)
                rightLoss = loss(right)
            }
        }
        value = exp(-(low + high) / 2)
    }
}
