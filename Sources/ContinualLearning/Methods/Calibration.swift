import Glibc
import Models
import Rows

/// How sure a network may be of its answers: by validation rows, where there are enough.
enum Calibration {
    /// How bad a version's answers are, row by row: for classes how unlikely it takes the label to be, −ln p, weighted as the classes come; for numbers the
    /// squared error.
    static func losses(of version: ModelVersion, on rows: RowSet) throws -> [Double] {
        let predictor = try version.predictor()
        guard case .classes(let known) = version.outputs else { return RowLosses(of: predictor, on: rows) { _ in }.losses }
        let probabilities = predictor.predict(rows.table)
        let (labels, weights) = labelled(rows, known, version.classRows)
        return labels.indices.map { row in
            labels[row] < 0 ? 0 : -weights[row] * log(max(Double(probabilities[row * known.count + labels[row]]), 1e-30))
        }
    }

    /// Each row's class by its place in the outputs, −1 where there is none, and what it counts for.
    private static func labelled(_ rows: RowSet, _ known: [String], _ classRows: [Int]?) -> (labels: [Int], weights: [Double]) {
        guard case .classes(let indices, let names) = rows.table.labels else { preconditionFailure("rows without classes") }
        let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
        let labels = indices.map { places[names[Int($0)]] ?? -1 }
        var held = [Double](repeating: 0, count: known.count)
        for label in labels where label >= 0 { held[label] += 1 }
        let learned = classRows.map { $0.map(Double.init) } ?? held
        let share = Double(rows.count) / max(1, learned.reduce(0, +))
        return (labels, labels.map { $0 < 0 ? 0 : learned[$0] * share / held[$0] })
    }

    /// - Parameter rows: Held out from training, kept by class; each class counts as often as it comes in all rows.
    static func calibrated(_ version: ModelVersion, on rows: RowSet) throws -> ModelVersion {
        let plain = version.calibrated(temperature: nil)
        guard rows.count >= HeldOutRows.least, case .classes(let known) = plain.outputs else { return plain }
        let probabilities = try plain.predictor().predict(rows.table)
        let (labels, weights) = labelled(rows, known, plain.classRows)
        return plain.calibrated(
            temperature: Temperature(
                // Logits but for a constant of the row, which makes no difference.
                logits: probabilities.map { log(max(Double($0), 1e-30)) },
                labels: labels,
                weights: weights
            ).value
        )
    }
}
