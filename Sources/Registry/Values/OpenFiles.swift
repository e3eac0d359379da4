import Domain

/// How many files of a model something may still become of.
public struct OpenFiles: Hashable, Sendable {
    /// Those that are counted.
    public static let states: [BatchState] = [.waiting, .training, .held, .setAside]

    /// A model with at least one accepted file.
    public var model: ModelName
    /// Whether no job of it starts.
    public var isPaused: Bool
    /// By state; those without any are left out.
    public var counts: [BatchState: Int] = [:]

    /// - Parameter counts: By state; those without any are left out.
    public init(model: ModelName, isPaused: Bool, counts: [BatchState: Int] = [:]) {
        self.model = model
        self.isPaused = isPaused
        self.counts = counts
    }
}
