import LinearAlgebra
import Models

/// How a form with texts is read out: a ridge's scores and what the tokens say, together (docs/decisions/0042).
enum MixedReadOut {
    /// Two classes of long texts want a large ridge, many of short ones a small one: only held-out rows can tell.
    private static let ridges = [0.003, 0.01, 0.03, 0.1, 0.3, 1]

    /// Whether there are tokens of classes to count.
    static func counts(_ sums: FeatureSums, _ classes: [String]) -> Bool {
        sums.tokens != nil && classes != [FeatureSums.ofNumbers]
    }

    /// Where too few rows can decide.
    static func usual(_ sums: FeatureSums) -> ReadOutForm {
        ReadOutForm(kind: .ridge, ridge: min(0.1, 100 / max(1, sums.rows)), features: sums.count, mix: .usual)
    }

    /// The ridge and the mix under which held-out rows are likeliest; nil where no ridge can be solved.
    static func chosen(_ sums: FeatureSums, _ classes: [String], _ held: HeldOutRows, _ blas: BLAS) -> ReadOut? {
        guard let tokens = sums.tokens else { return nil }
        let solver = ReadOutSolver(sums, classes: classes, kind: .ridge, leading: sums.count, blas)
        let logits = held.logits(of: TokenWeights(tokens, classes: classes), classes: classes.count)
        var best: (loss: Double, readOut: ReadOut)?
        for ridge in ridges {
            guard let readOut = solver.readOuts(ridge: ridge, features: [sums.count]).first,
                let fitted = held.mix(readOut, tokens: logits, blas), best.map({ fitted.loss < $0.loss }) ?? true
            else { continue }
            best = (fitted.loss, readOut.mixed(fitted.mix, tokens))
        }
        return best?.readOut
    }
}
