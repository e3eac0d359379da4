import Domain
import Models
import Rows
import Tensors

/// Ends a course of a first job that has begun to do harm: every so many steps its model answers validation rows, and it is over once its loss there is
/// certainly more than it was (−ln p, paired). What was best then is what was learned.
///
/// Merely no better ends nothing: the rate falls to 0 at a course's end, and much of what it brings comes there (docs/decisions/0036).
struct EarlyStopping {
    private let rows: RowSet
    private let interval: Int
    private let sources: TextSources
    /// The losses of the model before this course, where there are some; it is no part of it.
    private var least: [Double]?
    private(set) var best: (weights: FloatBuffer, step: Int)?

    /// Rows that are looked at: more say little more, and each look takes its time from training.
    private static let most = 1_000
    private static let looks = 10
    private static let leastInterval = 25

    /// - Parameters:
    ///   - rows: Validation rows, in an order that says nothing; of too few nothing is made.
    ///   - steps: Of the whole course.
    ///   - before: What the course goes on from, if that was trained already.
    init(_ rows: RowSet, steps: Int, _ sources: TextSources, before: ModelVersion? = nil) throws {
        self.sources = sources
        self.rows = rows.count < HeldOutRows.least ? rows.subset([]) : rows.subset(Array(0..<min(rows.count, Self.most)))
        interval = max(Self.leastInterval, steps / Self.looks)
        least = try before.flatMap { try losses(of: $0) }
    }

    private func losses(of version: ModelVersion) throws -> [Double]? {
        rows.isEmpty ? nil : try Calibration.losses(of: Calibration.calibrated(version, on: rows, sources), on: rows, sources)
    }

    /// Looks at what there is after a step.
    mutating func isOver(_ trainer: ModelTrainer, after step: Int) throws -> Bool {
        guard !rows.isEmpty, step % interval == 0, let now = try losses(of: trainer.version(steps: step)) else { return false }
        guard let least else {
            (self.least, best) = (now, (FloatBuffer(trainer.weights), step))
            return false
        }
        let worse = PairedLoss(differences: zip(now, least).map { $0 - $1 })
        if worse.mean < 0 { (self.least, best) = (now, (FloatBuffer(trainer.weights), step)) }
        return worse.certain > 0
    }

    /// What a checkpoint holds of it.
    var state: [(name: String, buffer: FloatBuffer)] {
        best.map { [(Self.name, $0.weights), (Self.stepName, FloatBuffer(Checkpoint.elements(ofStep: $0.step)))] } ?? []
    }

    /// - Parameters:
    ///   - state: Of those that `names` tells, the ones that a checkpoint held.
    ///   - trainer: To make a model of the weights.
    mutating func restore(_ state: [String: FloatBuffer], _ trainer: ModelTrainer) throws {
        guard let weights = state[Self.name], let step = Checkpoint.step(of: state[Self.stepName]?.elements) else { return }
        best = (weights, step)
        least = try losses(of: trainer.version(steps: step, weights: weights.elements))
    }

    /// What `state` may hold.
    static let names = [name, stepName]

    private static let name = "best"
    private static let stepName = "best_step"
}
