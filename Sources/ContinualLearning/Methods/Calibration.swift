import Glibc
import Models
import Rows

/// How sure a network may be of its answers: by validation rows, where there are enough.
enum Calibration {
    /// How bad a version's answers are, row by row: for classes how unlikely it takes the label to be, −ln p, weighted as the classes come; for numbers the
    /// squared error. Of several heads one after the other, each of the rows that have its label.
    static func losses(of version: ModelVersion, on rows: RowSet, _ sources: TextSources) throws -> [Double] {
        let predictor = try version.predictor(sources: sources)
        return version.heads.indices.flatMap { head in
            losses(HeadPredictor.of(predictor, head: head), on: rows.head(head), learned: version.classRows(head: head))
        }
    }

    private static func losses(_ predictor: any Predictor, on rows: RowSet, learned: [Int]?) -> [Double] {
        guard case .classes(let known) = predictor.outputs, case .classes(let indices, let names) = rows.table.labels else {
            return RowLosses(of: predictor, on: rows) { _ in }.losses
        }
        let probabilities = predictor.predict(rows.table)
        let labels = HeldOutLabels(indices, names: names, classes: known, learned: learned?.map(Double.init))
        return labels.places.indices.map { row in
            let place = labels.places[row]
            return place < 0 ? 0 : -labels.weights[row] * log(max(Double(probabilities[row * known.count + place]), 1e-30))
        }
    }

    /// - Parameter rows: Held out from training, kept by class; each class counts as often as it comes in all rows.
    static func calibrated(_ version: ModelVersion, on rows: RowSet, _ sources: TextSources) throws -> ModelVersion {
        var calibrated = version
        for head in version.heads.indices { calibrated = calibrated.calibrated(temperature: nil, head: head) }
        guard rows.count >= HeldOutRows.least else { return calibrated }
        let predictor = try calibrated.predictor(sources: sources)
        for head in version.heads.indices {
            let own = rows.head(head)
            guard own.count >= HeldOutRows.least, case .classes(let known) = version.heads[head].outputs,
                case .classes(let indices, let names) = own.table.labels
            else { continue }
            let probabilities = HeadPredictor.of(predictor, head: head).predict(own.table)
            let labels = HeldOutLabels(indices, names: names, classes: known, learned: version.classRows(head: head)?.map(Double.init))
            calibrated = calibrated.calibrated(
                temperature: Temperature(
                    // Logits but for a constant of the row, which makes no difference.
                    logits: probabilities.map { log(max(Double($0), 1e-30)) },
                    labels: labels.places,
                    weights: labels.weights
                ).value,
                head: head
            )
        }
        return calibrated
    }
}
