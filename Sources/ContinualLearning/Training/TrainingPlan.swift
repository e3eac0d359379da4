import Domain
import Models

/// How many steps a job has and how many rows a step: from the numbers of rows alone, never from the clock.
public struct TrainingPlan: Hashable, Sendable {
    /// Steps of the course, at least 1.
    public private(set) var steps: Int
    /// Passes over the new rows that the most steps leave no room for, so that it may go on (`prolonged`).
    private let isCut: Bool
    /// New rows in a step.
    public let newRows: Int
    /// Remembered rows in a step.
    public let replayRows: Int
    /// The peak of the learning rate.
    public let peakRate: Double
    /// Steps in which the rate rises.
    public private(set) var warmUpSteps: Int
    /// The largest decay of the moving average; below 100 steps it is less, so that the average still arrives.
    public let averageDecay: Double

    /// No floor is higher: what so many steps have not shown, more will not.
    private static let mostLeastSteps = 600.0

    /// Where `replay_share` is left open, half of a step's rows are remembered ones; of tables more where more are remembered than are new, so that each
    /// row comes about as often as another, as long as the new ones are passed over `epochs` times and are a fifth. At half, the last file
    /// of a stream weighs so much that a hundred files later little is left of the first; see
    /// docs/decisions/0017-what-small-losses-are-held-against.md. Beside new classes it stays half: those are learned from these rows alone.
    ///
    /// - Parameters:
    ///   - memoryRows: Those that steps may take; 0 where the method takes none.
    ///   - isGrowing: Some new rows are of classes that no remembered row is of.
    public init(
        _ training: TrainingSpecification,
        newRows: Int,
        memoryRows: Int,
        isFirstJob: Bool,
        isGrowing: Bool = false,
        length: CourseLength
    ) {
        precondition(newRows > 0, "a job without rows")
        var batch = training.batchSize
        while length.growsBatches && batch < 4 * training.batchSize && newRows > batch * 64 { batch *= 2 }
        let later = isFirstJob || isGrowing ? nil : length.later
        let epochs = training.epochs ?? later?.epochs ?? length.epochs
        let floor = training.minSteps.map(Double.init) ?? later?.leastSteps
        let share =
            training.replayShare
            ?? (length.evensOut && !isGrowing
                ? Self.evenShare(epochs, batch, newRows, memoryRows, leastSteps: floor ?? Self.mostLeastSteps) : Self.leastShare)
        let replayed = memoryRows > 0 ? Int((Double(batch) * share).rounded()) : 0
        replayRows = min(replayed, memoryRows)
        self.newRows = min(max(1, batch - replayed), newRows)
        let pass = Double(newRows) / Double(self.newRows)
        let wanted = (epochs * pass).rounded(.up)
        let least =
            floor ?? min((length.leastPasses * pass).rounded(.up), Self.mostLeastSteps)
        let most = Double(training.maxSteps ?? max(length.maxSteps, training.minSteps ?? 0))
        steps = Int(min(max(wanted, least), most))
        isCut = wanted > most && training.maxSteps == nil && training.epochs == nil
        mostSteps = Int(min(length.mostPasses * pass, Self.mostStepsOfAll))
        warmUp = training.warmUp
        peakRate = training.learningRate * (isFirstJob ? 1 : training.laterRateShare)
        warmUpSteps = max(1, Int((training.warmUp * Double(steps)).rounded()))
        averageDecay = steps < 100 ? min(training.averageDecay, 1 - 1 / max(10, Double(steps) / 5)) : training.averageDecay
    }

    private let warmUp: Double
    /// Steps in which validation rows may have a job go on, all courses together.
    private let mostSteps: Int
    private static let mostStepsOfAll = 60_000.0

    /// Three times as many steps, to go on after as many as `done`; nil where the rows were passed over often enough.
    package func prolonged(after done: Int) -> TrainingPlan? {
        guard isCut, done < mostSteps else { return nil }
        var longer = self
        longer.steps = min(3 * steps, mostSteps - done)
        longer.warmUpSteps = max(1, Int((warmUp * Double(longer.steps)).rounded()))
        return longer
    }

    private static let leastShare = 0.5
    private static let mostShare = 0.8

    private static func evenShare(_ epochs: Double, _ batch: Int, _ newRows: Int, _ memoryRows: Int, leastSteps: Double) -> Double {
        let even = Double(memoryRows) / Double(memoryRows + newRows)
        // Few new rows are passed over often enough in the fewest steps though they are fewer than a fifth.
        let passes = (epochs * Double(newRows) / leastSteps).rounded(.up)
        return max(leastShare, min(even, max(mostShare, 1 - passes / Double(batch))))
    }

    /// The moving average's decay after step `step` (1…steps): it begins as the newest weights and slows down.
    public func decay(after step: Int) -> Double {
        min(1 - 1 / Double(step + 1), averageDecay)
    }
}
