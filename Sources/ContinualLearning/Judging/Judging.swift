import Domain
import Models
import Rows
import Tensors

/// `learnd judge`: loads the candidate and its parent, asks the gate, writes the judgement beside the gate's rows.
public struct Judging {
    private let directory: JobDirectory

    public init(_ directory: JobDirectory) { self.directory = directory }

    public func run() throws {
        let document = try CanonicalJSON.decode(JobDocument.self, from: SealedFile.read(directory.document))
        let candidate = try VersionDirectory(path: directory.candidate).predictor()
        let rows = try RowSet(decoding: SealedFile.read(directory.gate.gateRows))
        let reference = try CanonicalJSON.decode(GateReference.self, from: SealedFile.read(directory.gate.reference))
        var serving: (predictor: any Predictor, known: RowSet)?
        if document.parent != nil {
            serving = (
                try VersionDirectory(path: directory.parent).predictor(),
                try RowSet(decoding: SealedFile.read(directory.gate.knownRows))
            )
        }
        let (served, precisionLoss) = try inServingPrecision(candidate, document.specification, rows)
        var judgement = Gate(document.specification.gate).judge(served ?? candidate, against: serving, rows: rows, reference: reference)
        judgement.precisionLoss = precisionLoss
        judgement.precision = served == nil ? nil : .int8
        try SealedFile.write(CanonicalJSON.encode(judgement), to: directory.gate.judgement)
    }

    /// Loss of score on the gate rows from which on 8 bits are not served.
    private static let mostPrecisionLoss = 0.005

    /// The candidate in 8 bits, where that is asked for and costs little enough; and what it costs.
    private func inServingPrecision(
        _ candidate: any Predictor,
        _ specification: ModelSpecification,
        _ rows: RowSet
    ) throws -> (served: (any Predictor)?, loss: Double?) {
        guard specification.serving.precision == .int8, Int8Matrix.isFast, !rows.isEmpty else { return (nil, nil) }
        let reduced = try VersionDirectory(path: directory.candidate).predictor(precision: .int8)
        let all = rows.identities.indices
        let loss = RowLosses(of: candidate, on: rows).score(all).value - RowLosses(of: reduced, on: rows).score(all).value
        return (loss < Self.mostPrecisionLoss ? reduced : nil, loss)
    }
}
