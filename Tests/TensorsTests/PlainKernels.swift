import Glibc

/// The kernels' twins: the formula of each, written plainly, in double precision except where the very order of roundings is promised.
enum PlainKernels {
    /// c[m, n] + Σ_k a · b with one rounding a step, k in order: what the vector product promises bit for bit.
    static func multiplyInOrder(
        _ a: [Float],
        row: Int,
        column: Int,
        _ b: [Float],
        onto c: [Float],
        m: Int,
        n: Int,
        k: Int,
        isFused: Bool
    ) -> [Float] {
        var result = c
        for i in 0..<m {
            for j in 0..<n {
                var sum = c[i * n + j]
                for p in 0..<k {
                    let (left, right) = (a[i * row + p * column], b[p * n + j])
                    sum = isFused ? sum.addingProduct(left, right) : sum + left * right
                }
                result[i * n + j] = sum
            }
        }
        return result
    }

    static func gelu(_ x: Double) -> Double { 0.5 * x * erfc(-x / 2.0.squareRoot()) }

    /// Φ(x) + x·φ(x).
    static func geluSlope(_ x: Double) -> Double {
        0.5 * erfc(-x / 2.0.squareRoot()) + x * exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
    }

    static func softmax(_ logits: [Double]) -> [Double] {
        let largest = logits.max() ?? 0
        let powers = logits.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }

    /// Loss of one row and its gradient.
    static func crossEntropy(_ logits: [Double], class own: Int, smoothing: Double) -> (loss: Double, gradient: [Double]) {
        let shares = softmax(logits)
        let largest = logits.max() ?? 0
        let logSum = largest + log(logits.reduce(0) { $0 + exp($1 - largest) })
        let target = logits.indices.map { (($0 == own) ? 1 - smoothing : 0) + smoothing / Double(logits.count) }
        let loss = zip(target, logits).reduce(0) { $0 - $1.0 * ($1.1 - logSum) }
        return (loss, zip(shares, target).map { $0 - $1 })
    }

    /// PyTorch's AdamW for one parameter; returns the new parameter and moments.
    static func adamW(
        _ parameter: Double,
        gradient: Double,
        m: Double,
        v: Double,
        rate: Double,
        decay: Double,
        step: Int
    ) -> (parameter: Double, m: Double, v: Double) {
        let (beta1, beta2, epsilon) = (0.9, 0.999, 1e-8)
        let m = beta1 * m + (1 - beta1) * gradient
        let v = beta2 * v + (1 - beta2) * gradient * gradient
        let (corrected, spread) = (m / (1 - pow(beta1, Double(step))), v / (1 - pow(beta2, Double(step))))
        return (parameter * (1 - rate * decay) - rate * corrected / (spread.squareRoot() + epsilon), m, v)
    }
}
