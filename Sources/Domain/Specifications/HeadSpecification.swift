/// What an operator may set for one of a model's several labels.
public struct HeadSpecification: Hashable, Sendable, Codable {
    /// Whether the label is a class or a number; nil: decided from the first file that has it.
    public var task: ModelSpecification.Task?
    /// What its loss weighs beside those of the other heads, above 0.
    public var weight: Double

    /// The default: found out, and as important as any other.
    public init(task: ModelSpecification.Task? = nil, weight: Double = 1) {
        self.task = task
        self.weight = weight
    }
}
