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
        let asked = derivation.specification.serving.precision
        let reduced = rows.isEmpty ? nil : try self.reduced(parts, candidate, asked)
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
        judgement.precision = served == nil ? nil : asked
        if let remark = Self.remark(candidate, asked) { judgement.remarks = (judgement.remarks ?? []) + [remark] }
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

    /// Loss of score on the gate rows from which on a smaller form is not served.
    private static let mostPrecisionLoss = 0.005

    /// The candidate in the smaller form that is asked for, where there is one and it is fast; what it costs decides whether it serves.
    private func reduced(
        _ parts: [VersionPart],
        _ candidate: any Predictor,
        _ asked: ServingPrecision
    ) throws -> (any Predictor)? {
        switch (asked, candidate.texts != nil) {
        case (.single, _), (.bfloat16, false), (.int8, true): return nil
        // A closed form has no weights of its own that are worth it.
        case (.int8, false) where candidate is ClosedFormPredictor: return nil
        case (.int8, false): return Int8Matrix.isFast ? try VersionContent.predictor(parts, precision: .int8, sources: sources) : nil
        case (.bfloat16, true):
            let reduced = try VersionContent.predictor(parts, precision: .bfloat16, sources: sources)
            return reduced.precision == .bfloat16 ? reduced : nil
        }
    }

    /// What whoever asked for 8 bits of a model that reads texts has to know.
    private static func remark(_ candidate: any Predictor, _ asked: ServingPrecision) -> String? {
        guard asked == .int8, candidate.texts != nil else { return nil }
        return
            "serving.precision: int8 is not for models that read texts; this version answers in 32-bit floats (bfloat16 can be asked for)"
    }
}
