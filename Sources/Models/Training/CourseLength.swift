/// How long a job of a family's models trains where its settings leave that open.
public struct CourseLength: Sendable {
    /// Passes over the new rows.
    public var epochs: Double
    /// Steps of a course at most; a higher `min_steps` raises it.
    public var maxSteps: Int
    /// Whether remembered rows get a larger share of the steps where there are more of them: not of images, which are moved about each time, so
    /// that many passes over new ones do no harm.
    public var evensOut: Bool
    /// Whether a step has more rows where there are many.
    public var growsBatches: Bool
    /// Passes over the new rows that a job makes at least, within the plan's floor.
    public var leastPasses: Double
    /// Passes that validation rows may make of it at most.
    public var mostPasses: Double
    /// A later file without new classes only corrects what is known: its passes, and its fewest steps; nil: as any other.
    public var later: (epochs: Double, leastSteps: Double)?

    /// A family states all of them, since they are measured for it.
    public init(
        epochs: Double,
        maxSteps: Int,
        evensOut: Bool,
        growsBatches: Bool = true,
        leastPasses: Double,
        mostPasses: Double,
        later: (epochs: Double, leastSteps: Double)?
    ) {
        self.epochs = epochs
        self.maxSteps = maxSteps
        self.evensOut = evensOut
        self.growsBatches = growsBatches
        self.leastPasses = leastPasses
        self.mostPasses = mostPasses
        self.later = later
    }
}
