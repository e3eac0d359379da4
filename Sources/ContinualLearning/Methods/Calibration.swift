import Glibc
import Models
import Rows

/// How sure a network may be of its answers: by validation rows, where there are enough.
enum Calibration {
    /// How bad a version's answers are, row by row: for classes how unlikely it takes the label to be, −ln p, weighted as the classes come; for numbers the
    /// squared error.
    static func losses(of version: ModelVersion, on rows: RowSet) throws -> [Double] {
        let predictor = try version.predictor()
        guard case .classes(let known) = version.outputs, case .classes(let indices, let names) = rows.table.labels else {
            return RowLosses(of: predictor, on: rows) { _ in }.losses
        }
        let probabilities = predictor.predict(rows.table)
        let labels = HeldOutLabels(indices, names: names, classes: known, learned: version.classRows?.map(Double.init))
        return labels.places.indices.map { row in
            let place = labels.places[row]
            return place < 0 ? 0 : -labels.weights[row] * log(max(Double(probabilities[row * known.count + place]), 1e-30))
        }
    }

    /// - Parameter rows: Held out from training, kept by class; each class counts as often as it comes in all rows.
    static func calibrated(_ version: ModelVersion, on rows: RowSet) throws -> ModelVersion {
        let plain = version.calibrated(temperature: nil)
        guard rows.count >= HeldOutRows.least, case .classes(let known) = plain.outputs,
            case .classes(let indices, let names) = rows.table.labels
        else { return plain }
        let probabilities = try plain.predictor().predict(rows.table)
        let labels = HeldOutLabels(indices, names: names, classes: known, learned: plain.classRows?.map(Double.init))
        return plain.calibrated(
            temperature: Temperature(
                // Logits but for a constant of the row, which makes no difference.
                logits: probabilities.map { log(max(Double($0), 1e-30)) },
                labels: labels.places,
                weights: labels.weights
            ).value
        )
    }
}
