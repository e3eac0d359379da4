import Domain
import Glibc
import LinearAlgebra
import Models
import Tensors

/// How features become answers, out of their sums alone.
struct ReadOut {
    /// Each feature's weight for every class: `[features, classes]`.
    let weights: [Double]
    let biases: [Double]
    let form: ReadOutForm
    /// What the tokens' part is made of; nil where there is none.
    var tokens: TokenSums?

    /// The same, beside which tokens count.
    func mixed(_ mix: ReadOutForm.Mix?, _ tokens: TokenSums?) -> ReadOut {
        guard let mix else { return self }
        let form = ReadOutForm(kind: form.kind, ridge: form.ridge, features: form.features, mix: mix)
        return ReadOut(weights: weights, biases: biases, form: form, tokens: tokens)
    }

    var outputs: Int { biases.count }

    /// Scores of rows `[count, stride]`: `[count, outputs]`.
    func scores(_ rows: [Double], count: Int, stride: Int, _ blas: BLAS) -> [Double] {
        var scores = blas.multiply(rows, count: count, stride: stride, by: weights, features: form.features, outputs: outputs)
        for row in 0..<count {
            for output in biases.indices { scores[row * outputs + output] += biases[output] }
        }
        return scores
    }
}

/// Sums ready to be read out: means, shares of the classes, and a matrix that is factorized once a ridge.
struct ReadOutSolver {
    private let kind: ReadOutForm.Kind
    private let blas: BLAS
    private let matrix: SymmetricMatrix
    /// Mean features of all rows.
    let means: [Double]
    /// Each class's mean features times its share of the rows.
    private let classMeans: [[Double]]
    private let shares: [Double]
    private let rows: Double

    /// - Parameters:
    ///   - classes: The outputs, in their order; a class without rows gets the answer of none. `[""]` for numbers.
    ///   - count: Features of the leading block that is solved.
    init(_ sums: FeatureSums, classes: [String], kind: ReadOutForm.Kind, leading count: Int, _ blas: BLAS) {
        self.kind = kind
        self.blas = blas
        let (rows, steps) = (max(sums.rows, .leastNormalMagnitude), Kernels.featureSteps)
        self.rows = rows
        let means = (0..<count).map { sums.products[$0, 0] / (steps * steps * rows) }
        self.means = means
        let totals = classes.map { name in sums.targets[name].map { Array($0[..<count]) } ?? [Double](repeating: 0, count: count) }
        // A class's targets are 1, numbers are whole multiples.
        let unit = classes == [FeatureSums.ofNumbers] ? steps * steps * rows : steps * rows
        shares = totals.map { $0[0] / unit }
        classMeans = totals.map { total in total.map { $0 / unit } }
        // In units of features: Σ φφᵀ / rows, less what the means explain.
        matrix = sums.products.leading(count, times: 1 / (steps * steps * rows))
        switch kind {
        case .ridge: matrix.subtract(product: means, times: 1)
        case .discriminant:
            for (total, share) in zip(classMeans, shares) where share > 0 { matrix.subtract(product: total, times: 1 / share) }
        }
    }

    /// The read-outs of some leading blocks under one ridge; none where the matrix cannot be factorized.
    ///
    /// - Parameter ridge: Of the mean of the diagonal.
    func readOuts(ridge: Double, features blocks: [Int]) -> [ReadOut] {
        guard let factor = Cholesky(matrix, ridge: max(ridge * matrix.meanDiagonal, .leastNormalMagnitude), blas) else { return [] }
        return blocks.map { readOut(factor, ReadOutForm(kind: kind, ridge: ridge, features: $0)) }
    }

    /// What gives rows' own weights in their answers under a ridge; nil where the matrix cannot be factorized. See `LeftOut`.
    func ownWeights(ridge: Double) -> (([Double], _ count: Int, _ stride: Int) -> [Double])? {
        guard let factor = Cholesky(matrix, ridge: max(ridge * matrix.meanDiagonal, .leastNormalMagnitude), blas) else { return nil }
        let (means, rows, blas) = (means, rows, blas)
        return { features, count, stride in
            var centered: [Double] = []
            centered.reserveCapacity(count * means.count)
            for row in 0..<count {
                for index in means.indices { centered.append(features[row * stride + index] - means[index]) }
            }
            let own = centered
            factor.solve(&centered, leading: means.count, blas)
            return (0..<count).map { row in
                var sum = 1.0
                for index in row * means.count..<(row + 1) * means.count { sum += own[index] * centered[index] }
                return sum / rows
            }
        }
    }

    /// The inverse of the covariance, `[features, features]`; nil where it has none.
    func precision(ridge: Double) -> [Double]? {
        guard let factor = Cholesky(matrix, ridge: max(ridge * matrix.meanDiagonal, .leastNormalMagnitude), blas) else { return nil }
        var inverse = [Double](repeating: 0, count: means.count * means.count)
        for index in means.indices { inverse[index * means.count + index] = 1 }
        factor.solve(&inverse, leading: means.count, blas)
        return inverse
    }

    /// Each class's mean features, from those of all.
    var centers: [[Double]] {
        zip(classMeans, shares).map { total, share in zip(total, means).map { share > 0 ? $0 / share - $1 : 0 } }
    }

    private func readOut(_ factor: Cholesky, _ form: ReadOutForm) -> ReadOut {
        let (features, outputs) = (form.features, shares.count)
        var sides: [Double] = []
        sides.reserveCapacity(outputs * features)
        for (mean, share) in zip(classMeans, shares) {
            switch kind {
            case .ridge: for index in 0..<features { sides.append(mean[index] - share * means[index]) }
            // From the mean of all: what every class has alike decides nothing, and would be a large number less another one.
            case .discriminant: for index in 0..<features { sides.append(share > 0 ? mean[index] / share - means[index] : 0) }
            }
        }
        let right = sides
        factor.solve(&sides, leading: features, blas)
        var weights = [Double](repeating: 0, count: features * outputs)
        var biases = shares
        for output in 0..<outputs {
            var (atMean, own) = (0.0, 0.0)
            for index in 0..<features {
                let weight = sides[output * features + index]
                weights[index * outputs + output] = weight
                atMean += weight * means[index]
                own += weight * right[output * features + index]
            }
            switch kind {
            case .ridge: biases[output] -= atMean
            // Of a class that was never seen nobody can say how likely it is: less than any other.
            case .discriminant: biases[output] = shares[output] > 0 ? log(shares[output]) - atMean - own / 2 : -1e4
            }
        }
        return ReadOut(weights: weights, biases: biases, form: form)
    }
}
