import Domain
import Hashing
import LinearAlgebra
import Models
import Rows

/// Adds a job's rows to sums, a stretch after the other, and keeps where it has come to: a job of an hour goes on from there to the same bits.
struct SumsInSteps {
    /// What the sums before a table are multiplied by.
    private let tables: [(table: ExampleTable, times: [Int], forgetting: Double)]
    private let features: FixedFeatures
    private let layout: InputLayout
    private let blas: BLAS

    /// Rows between two looks at the clock: a text may take milliseconds.
    private var stretch: Int { features.map.texts == nil ? 4_096 : 256 }

    init(_ job: TrainingJob, _ decided: RowSet, _ features: FixedFeatures, _ layout: InputLayout, _ blas: BLAS) {
        // A row that several files brought came as often: they may be learned one by one, too.
        tables = [job.new, decided].map { ($0.table, $0.sources.map(\.count), 1) }
        self.features = features
        self.layout = layout
        self.blas = blas
    }

    /// All rows that the versions on the way to a parent learned.
    init(_ again: MadeAgain, head: Int, _ features: FixedFeatures, _ layout: InputLayout, _ blas: BLAS) {
        tables = again.earlier.filter { head < $0.rows.schema.heads.count }.map { version in
            let rows = version.rows.head(head)
            return (rows.table, rows.sources.map(\.count), version.forgetting)
        }
        self.features = features
        self.layout = layout
        self.blas = blas
    }

    /// - Parameter begin: The sums to which the job's rows are added; not called where an attempt before this one had come farther.
    func run(_ attempt: Attempt, _ begin: () throws -> FeatureSums) throws -> FeatureSums {
        let total = tables.reduce(0) { $0 + $1.table.rowCount }
        var (sums, done) = try restored(attempt, most: total) ?? (begin(), 0)
        try attempt.progress.tell(JobProgress(.encode, done, of: total, checkpoint: done))
        let began = ContinuousClock.now
        var saved = began
        var start = 0
        for (table, times, forgetting) in tables {
            defer { start += table.rowCount }
            if done == start { sums.fade(to: forgetting) }
            while done < start + table.rowCount {
                let rows = done - start..<min(done - start + stretch, table.rowCount)
                try sums.add(table, times: times, rows: rows, features, layout, blas)
                done += rows.count
                let isStopped = attempt.isAskedToStop()
                if done < total, isStopped || ContinuousClock.now - saved >= attempt.checkpointInterval {
                    let isSaved = attempt.checkpoints.saveParts(sums.checkpoint, done: done)
                    saved = .now
                    try attempt.progress.tell(JobProgress(.encode, done, of: total, checkpoint: isSaved ? done : nil))
                    if isStopped { throw TrainingStopped() }
                } else {
                    try attempt.progress.advance(by: rows.count)
                }
            }
        }
        // What comes after is not worth doing all of this again.
        if ContinuousClock.now - began >= attempt.checkpointInterval { _ = attempt.checkpoints.saveParts(sums.checkpoint, done: done) }
        return sums
    }

    private func restored(_ attempt: Attempt, most: Int) -> (FeatureSums, Int)? {
        guard let (parts, done) = attempt.checkpoints.restoreParts(), done <= most,
            let sums = try? FeatureSums(checkpoint: parts, of: features)
        else { return nil }
        return (sums, done)
    }
}

extension FeatureSums {
    private static let classesName = prefix + "classes"
    private static let tokensName = prefix + "tokens"

    /// What a checkpoint holds: the sums and whose they are.
    fileprivate var checkpoint: [VersionPart] {
        parts
            + [VersionPart(name: Self.classesName, kind: .document, bytes: (try? CanonicalJSON.encode(classes)) ?? [])]
            + (tokens.map { [VersionPart(name: Self.tokensName, kind: .document, bytes: $0.encoded(classes))] } ?? [])
    }

    fileprivate init(checkpoint parts: [VersionPart], of features: FixedFeatures) throws {
        let names = try CanonicalJSON.decode([String].self, from: VersionContent.part(Self.classesName, in: parts).bytes)
        let tokens =
            try features.tokens == nil
            ? nil : TokenSums(encoded: VersionContent.part(Self.tokensName, in: parts).bytes, classes: names)
        try self.init(parts, count: features.count, classes: names, tokens: tokens)
    }
}
