import Domain
import Files
import Hashing
import Models
import Rows
import Tensors

/// `learnd judge`: loads the candidate and its parent, asks the gate, writes the judgement beside the gate's rows.
public struct Judging {
    private let directory: JobDirectory

    /// Reads nothing before `run`.
    public init(_ directory: JobDirectory) { self.directory = directory }

    /// - Parameter report: Called with the progress, at most ten times a second; what it throws ends the attempt.
    public func run(_ report: @escaping (JobProgress) throws -> Void = { _ in }) throws {
        let progress = ProgressReport(report)
        let derivation = try CanonicalJSON.decode(Derivation.self, from: SealedFile.read(directory.document))
        let parent = derivation.parent == nil ? nil : directory.parent
        let gate = directory.gate
        try progress.beginLoading([directory.candidate, gate.gateRows, gate.reference] + (parent.map { [$0, gate.knownRows] } ?? []))
        let parts = try VersionDirectory(path: directory.candidate).read(progress.read, where: VersionContent.isServed)
        let candidate = try VersionContent.predictor(parts)
        let rows = try RowSet(decoding: progress.read(gate.gateRows))
        var reference = try CanonicalJSON.decode(GateReference.self, from: progress.read(gate.reference))
        // What was learned earlier is to fade: that it does is no fault, as long as no single job takes more than the margin.
        if candidate is ClosedFormPredictor, derivation.specification.training.forgetting < 1 { reference.learned = nil }
        var serving: (predictor: any Predictor, known: RowSet)?
        if let parent {
            serving = (
                try VersionContent.predictor(VersionDirectory(path: parent).read(progress.read, where: VersionContent.isServed)),
                try RowSet(decoding: progress.read(gate.knownRows))
            )
        }
        let reduced = try Self.reduced(parts, derivation.specification, rows)
        try progress.begin(.judge, of: rows.count * (reduced == nil ? 1 : 3) + 2 * (serving?.known.count ?? 0))
        let precisionLoss = try reduced.map { reduced in
            let all = rows.identities.indices
            return try RowLosses(of: candidate, on: rows, progress.advance).score(all).value
                - RowLosses(of: reduced, on: rows, progress.advance).score(all).value
        }
        let served = precisionLoss.map { $0 < Self.mostPrecisionLoss } == true ? reduced : nil
        var judgement = try Gate(derivation.specification.gate)
            .judge(served ?? candidate, against: serving, rows: rows, reference: reference, progress.advance)
        judgement.precisionLoss = precisionLoss
        judgement.precision = served == nil ? nil : .int8
        try SealedFile.write(CanonicalJSON.encode(judgement), to: gate.judgement)
    }

    /// Loss of score on the gate rows from which on 8 bits are not served.
    private static let mostPrecisionLoss = 0.005

    /// The candidate in 8 bits, where that is asked for and fast; what it costs decides whether it serves.
    private static func reduced(
        _ candidate: [VersionPart],
        _ specification: ModelSpecification,
        _ rows: RowSet
    ) throws -> (any Predictor)? {
        guard specification.serving.precision == .int8, Int8Matrix.isFast, !rows.isEmpty else { return nil }
        let reduced = try VersionContent.predictor(candidate, precision: .int8)
        // A closed form has no weights worth it, and answers as it is.
        return reduced is ClosedFormPredictor ? nil : reduced
    }
}
