import Domain
import LinearAlgebra
import Models
import Rows

/// What a ridge's read-out would have said of rows that are in its sums, had they been left out: in closed form, without solving anew.
///
/// A row's own weight in its answer is h = 1/N + (φ − μ)ᵀ (A + λI)⁻¹ (φ − μ) / N, and its answer without it (s − h·y) / (1 − h), a row that came w times
/// taken out w times. (Allen's PRESS, 1974.)
struct LeftOut {
    /// What makes the probabilities of those answers come true.
    let temperature: Temperature

    /// Validation rows that are enough by themselves.
    static let plenty = 500
    /// Rows that are looked at, at most.
    private static let most = 2_000

    /// Nil where the sums cannot be solved so.
    init?(
        _ readOut: ReadOut,
        _ sums: FeatureSums,
        _ new: RowSet,
        _ deciding: RowSet,
        _ features: FixedFeatures,
        _ layout: InputLayout,
        _ blas: BLAS
    ) {
        let solver = ReadOutSolver(sums, classes: sums.classes, kind: .ridge, leading: readOut.form.features, blas)
        guard let weights = solver.ownWeights(ridge: readOut.form.ridge) else { return nil }
        // Rows lie in the order of their keys: the first are as good a sample as any.
        let sample = new.subset(Array(0..<min(new.count, Self.most)))
        var (logits, labels, counts): ([Double], [Int], [Double]) = ([], [], [])
        for rows in [sample, deciding] where !rows.isEmpty {
            guard let held = HeldOutRows(rows, sums, features, layout).leftOut(readOut, rows.sources.map(\.count), weights, blas) else {
                return nil
            }
            logits += ReadOutForm.Kind.ridge.logits(held.scores)
            labels += held.labels
            counts += held.weights
        }
        temperature = Temperature(logits: logits, labels: labels, weights: counts)
    }
}
