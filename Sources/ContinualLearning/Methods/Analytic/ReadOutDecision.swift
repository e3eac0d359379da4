import Domain
import Glibc
import LinearAlgebra
import Models
import Rows

/// How the sums are read out: as usual, or otherwise where validation rows say so, against sums without them.
struct ReadOutDecision {
    let form: ReadOutForm
    /// The read-out that decided: of the sums without the validation rows; nil where there were too few.
    let readOut: ReadOut?
    /// What makes its probabilities come true.
    let temperature: Temperature?

    /// - Parameter deciding: Rows that are in the sums.
    init(
        _ sums: FeatureSums,
        _ classes: [String],
        _ deciding: RowSet,
        _ features: FixedFeatures,
        _ layout: InputLayout,
        _ blas: BLAS
    ) throws {
        guard deciding.count >= HeldOutRows.least else {
            let usual = Self.usual(sums, isImage: features.map.pixels > 0)
            (form, readOut, temperature) = (MixedReadOut.counts(sums, classes) ? MixedReadOut.usual(sums) : usual, nil, nil)
            return
        }
        let without = try sums.without(deciding, features, layout, blas)
        let held = HeldOutRows(deciding, sums, features, layout)
        if MixedReadOut.counts(sums, classes) {
            let chosen = MixedReadOut.chosen(without, classes, held, blas)
            (form, readOut, temperature) = (chosen?.form ?? MixedReadOut.usual(sums), chosen, nil)
            return
        }
        guard let chosen = Self.chosen(without, classes, held, isImage: features.map.pixels > 0, blas) else {
            (form, readOut, temperature) = (Self.usual(sums, isImage: features.map.pixels > 0), nil, nil)
            return
        }
        (form, readOut) = (chosen.readOut.form, chosen.readOut)
        temperature = held.temperature(chosen.readOut, blas)
    }

    /// The read-out of all rows.
    func final(_ sums: FeatureSums, _ blas: BLAS) -> ReadOut? {
        let solver = ReadOutSolver(sums, classes: sums.classes, kind: form.kind, leading: form.features, blas)
        // A little more of a ridge where rounding has left the matrix not positive.
        for factor in [1.0, 10, 100, 1_000, 10_000] {
            if let readOut = solver.readOuts(ridge: form.ridge * factor, features: [form.features]).first {
                return readOut.mixed(form.mix, sums.tokens)
            }
        }
        return nil
    }

    /// What does well on most sets (docs/decisions/0035): the ridge falls with the rows.
    static func usual(_ sums: FeatureSums, isImage: Bool) -> ReadOutForm {
        let ridge = min(isImage ? 1e-3 : 0.1, 300 / max(1, sums.rows))
        return ReadOutForm(kind: .ridge, ridge: ridge, features: blocks(sums.count, rows: sums.rows).last!)
    }

    /// Leading blocks worth a look: of few rows many features tell no more.
    private static func blocks(_ count: Int, rows: Double) -> [Int] {
        let blocks = [500, 1_000, 2_000, 4_000, 8_000].filter { $0 < count } + [count]
        let most = blocks.first { Double($0) >= 4 * rows } ?? count
        return blocks.filter { $0 <= most }
    }

    /// The usual read-out, or the best, where that is better by more than what chance makes of so many rows: whoever takes the best of many on few rows
    /// takes the luckiest.
    static func chosen(
        _ sums: FeatureSums,
        _ classes: [String],
        _ held: HeldOutRows,
        isImage: Bool,
        _ blas: BLAS
    ) -> (score: HeldOutRows.Score, readOut: ReadOut)? {
        let usual = usual(sums, isImage: isImage)
        let blocks = blocks(sums.count, rows: sums.rows)
        var best: (score: HeldOutRows.Score, readOut: ReadOut)?
        var ordinary: (score: HeldOutRows.Score, readOut: ReadOut)?
        for kind in classes == [FeatureSums.ofNumbers] ? [.ridge] : ReadOutForm.Kind.allCases {
            let solver = ReadOutSolver(sums, classes: classes, kind: kind, leading: blocks.last!, blas)
            for factor in [1, 3, 0.1, 0.01] {
                for readOut in solver.readOuts(ridge: usual.ridge * factor, features: blocks) {
                    let found = (held.score(readOut, blas), readOut)
                    if readOut.form == usual { ordinary = found }
                    if best.map({ found.0.value > $0.score.value }) ?? true { best = found }
                }
            }
        }
        guard let best else { return ordinary }
        return ordinary.map { best.score.value > $0.score.value + $0.score.error ? best : $0 } ?? best
    }
}

extension FeatureSums {
    /// These sums without rows that are in them, each as often as it came.
    func without(_ rows: RowSet, _ features: FixedFeatures, _ layout: InputLayout, _ blas: BLAS) throws -> FeatureSums {
        var others = FeatureSums(of: features)
        try others.add(rows.table, times: rows.sources.map(\.count), features, layout, blas)
        return subtracting(others)
    }
}
