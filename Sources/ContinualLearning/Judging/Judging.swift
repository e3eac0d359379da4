import Domain
import Files
import Hashing
import Models
import Rows
import Tensors

/// `learnd judge`: loads the candidate and its parent, asks the gate, writes the judgement beside the gate's rows.
public struct Judging {
    private let directory: JobDirectory
    private let sources: TextSources

    /// Reads nothing before `run`.
    ///
    /// - Parameter sources: What makes vectors of texts.
    public init(_ directory: JobDirectory, sources: TextSources = .hashing) {
        self.directory = directory
        self.sources = sources
    }

    /// - Parameter report: Called with the progress, at most ten times a second; what it throws ends the attempt.
    public func run(_ report: @escaping (JobProgress) throws -> Void = { _ in }) throws {
        let progress = ProgressReport(report)
        let derivation = try CanonicalJSON.decode(Derivation.self, from: SealedFile.read(directory.document))
        let parent = derivation.parent == nil ? nil : directory.parent
        let gate = directory.gate
        try progress.beginLoading([directory.candidate, gate.gateRows, gate.reference] + (parent.map { [$0, gate.knownRows] } ?? []))
        let parts = try VersionDirectory(path: directory.candidate).read(progress.read, where: VersionContent.isServed)
        let candidate = try VersionContent.predictor(parts, sources: sources)
        let rows = try RowSet(decoding: progress.read(gate.gateRows))
        var reference = try CanonicalJSON.decode(GateReference.self, from: progress.read(gate.reference))
        // What was learned earlier is to fade: that it does is no fault, as long as no single job takes more than the margin.
        if candidate is ClosedFormPredictor, derivation.specification.training.forgetting < 1 {
            reference.learned = nil
            for name in (reference.heads ?? [:]).keys { reference.heads![name]!.learned = nil }
        }
        var serving: (predictor: any Predictor, known: RowSet)?
        if let parent {
            serving = (
                try VersionContent.predictor(
                    VersionDirectory(path: parent).read(progress.read, where: VersionContent.isServed),
                    sources: sources
                ),
                try RowSet(decoding: progress.read(gate.knownRows))
            )
        }
        let reduced = try Self.reduced(parts, derivation.specification, rows)
        let judge = Gate(derivation.specification.gate)
        func heads(_ candidate: any Predictor) -> HeadsJudgement {
            HeadsJudgement(judge, candidate, against: serving, rows: rows, reference: reference)
        }
        try progress.begin(.judge, of: heads(candidate).predictions + (reduced == nil ? 0 : 2 * Self.predictions(candidate, rows)))
        let precisionLoss = try reduced.map { reduced in
            try Self.score(candidate, rows, progress) - Self.score(reduced, rows, progress)
        }
        let served = precisionLoss.map { $0 < Self.mostPrecisionLoss } == true ? reduced : nil
        var judgement = try heads(served ?? candidate).judge(progress.advance)
        judgement.precisionLoss = precisionLoss
        judgement.precision = served == nil ? nil : .int8
        try SealedFile.write(CanonicalJSON.encode(judgement), to: gate.judgement)
    }

    private static func predictions(_ candidate: any Predictor, _ rows: RowSet) -> Int {
        candidate.heads.indices.reduce(0) { $0 + rows.head($1).count }
    }

    /// The mean over the heads.
    private static func score(_ candidate: any Predictor, _ rows: RowSet, _ progress: ProgressReport) throws -> Double {
        let scores = try candidate.heads.indices.map { head in
            let own = rows.head(head)
            return try RowLosses(of: HeadPredictor.of(candidate, head: head), on: own, progress.advance).score(own.identities.indices).value
        }
        return scores.reduce(0, +) / Double(scores.count)
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
