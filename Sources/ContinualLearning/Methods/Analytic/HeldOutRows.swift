import Domain
import LinearAlgebra
import Models
import Rows
import TextEncoding

/// Validation rows as features, and how read-outs do on them.
struct HeldOutRows {
    /// `[count, features]`.
    private let rows: [Double]
    let count: Int
    private let features: Int
    /// By its place in the classes; −1: none of them. Empty for numbers.
    private let labels: [Int]
    /// What a row counts for: validation rows are kept by class, and the classes are to weigh as in all rows.
    private let weights: [Double]
    /// Standardized labels, where they are numbers.
    private let targets: [Double]
    /// Where the form counts tokens, those of each row.
    private let tokens: [[HashedToken]]

    /// Fewer decide nothing.
    static let least = 50
    /// No more are looked at: their features must have room.
    static let most = 4_000

    /// - Parameter sums: Over all rows: how often each class comes.
    init(_ set: RowSet, _ sums: FeatureSums, _ features: FixedFeatures, _ layout: InputLayout) {
        count = set.count
        self.features = features.count
        var rows = [Double](repeating: 0, count: set.count * features.count)
        var tokens: [[HashedToken]] = []
        rows.withUnsafeMutableBufferPointer { rows in
            features.inBlocks(of: set.table, layout, rows: 0..<set.count) { places, block, inputs in
                if let cut = features.tokens {
                    for index in 0..<places.count {
                        tokens.append(cut.with(inputs + index * features.columns) { Array($0) })
                    }
                }
                for index in 0..<places.count * features.count {
                    rows[places.lowerBound * features.count + index] = Double(block[index])
                }
            }
        }
        self.rows = rows
        self.tokens = tokens
        switch set.table.labels {
        case .classes(let indices, let names):
            let held = HeldOutLabels(indices, names: names, classes: sums.classes, learned: sums.classes.map(sums.rows(of:)))
            (labels, weights) = (held.places, held.weights)
            targets = []
        case .numbers(let numbers):
            let label = features.map.label!
            labels = []
            weights = [Double](repeating: 1, count: numbers.count)
            targets = numbers.map { min(max(($0 - label.mean) / FeatureSums.labelUnit(label), -1), 1) }
        }
    }

    /// How good a read-out is: the share of rows that it has right; of numbers the mean squared error, negative. And what chance makes of so many rows:
    /// one standard error.
    struct Score {
        let value: Double
        let error: Double
    }

    func score(_ readOut: ReadOut, _ blas: BLAS) -> Score {
        let scores = readOut.scores(rows, count: count, stride: features, blas)
        let total = max(weights.reduce(0, +), .leastNormalMagnitude)
        let rows = Double(max(1, count))
        guard !labels.isEmpty else {
            let losses = zip(scores, targets).map { ($0 - $1) * ($0 - $1) }
            let mean = losses.reduce(0, +) / rows
            let variance = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / rows
            return Score(value: -mean, error: (variance / rows).squareRoot())
        }
        let width = readOut.outputs
        var right = 0.0
        for row in 0..<count {
            var best = row * width
            for index in row * width..<(row + 1) * width where scores[index] > scores[best] { best = index }
            if best - row * width == labels[row] { right += weights[row] }
        }
        let share = right / total
        return Score(value: share, error: (max(share * (1 - share), 0.01) / rows).squareRoot())
    }

    /// What a read-out would say of these rows, had each been left out of its sums.
    ///
    /// - Parameter own: A row's own weight in its answer, from its features: see `LeftOut`.
    /// - Returns: Nil for numbers.
    func leftOut(
        _ readOut: ReadOut,
        _ times: [Int],
        _ own: ([Double], _ count: Int, _ stride: Int) -> [Double],
        _ blas: BLAS
    ) -> (scores: [Double], labels: [Int], weights: [Double])? {
        guard !labels.isEmpty else { return nil }
        var scores = readOut.scores(rows, count: count, stride: features, blas)
        let shares = own(rows, count, features)
        for row in 0..<count {
            let share = min(Double(times[row]) * shares[row], 0.999)
            for output in 0..<readOut.outputs {
                let place = row * readOut.outputs + output
                scores[place] = (scores[place] - share * (labels[row] == output ? 1 : 0)) / (1 - share)
            }
        }
        return (scores, labels, weights)
    }

    /// What a read-out's scores and logits of tokens are to count for; nil for numbers.
    ///
    /// - Parameter tokens: `logits(of:classes:)` of the same rows.
    func mix(_ readOut: ReadOut, tokens: [Double], _ blas: BLAS) -> FittedMix? {
        guard !labels.isEmpty else { return nil }
        return FittedMix(
            scores: readOut.scores(rows, count: count, stride: features, blas),
            tokens: tokens,
            labels: labels,
            weights: weights
        )
    }

    /// What the rows' tokens say: `[count, classes]`.
    func logits(of weights: TokenWeights, classes: Int) -> [Double] {
        var logits = [Float](repeating: 0, count: count * classes)
        logits.withUnsafeMutableBufferPointer { logits in
            for row in 0..<count {
                tokens[row].withUnsafeBufferPointer { weights.add($0, factor: 1, to: logits.baseAddress! + row * classes) }
            }
        }
        return logits.map(Double.init)
    }

    /// By what a read-out's logits are to be divided; nil for numbers.
    func temperature(_ readOut: ReadOut, _ blas: BLAS) -> Temperature? {
        guard !labels.isEmpty else { return nil }
        return Temperature(
            logits: readOut.form.kind.logits(readOut.scores(rows, count: count, stride: features, blas)),
            labels: labels,
            weights: weights
        )
    }
}
