import Domain

/// What relearning a model did; an element of a reload's `reformed`.
public struct RelearnResponse: Hashable, Sendable, Codable {
    /// The model that was learned again.
    public var model: ModelName
    /// How many versions went.
    public var versions: Int
    /// How many files wait to be learned, in the order they came.
    public var waiting: Int
    /// How many of the others have the same rows as one of these.
    public var duplicates: Int
    /// Files that were accepted before and are refused now, with the reason.
    public var refused: [BatchResponse]
    /// How many stay set aside.
    public var setAside: Int
    /// The label's column now.
    public var label: String
    /// Whether the label is a class or a number now.
    public var task: ModelSpecification.Task
    /// What was understood of the file that decided this; left out where there is nothing to say.
    public var notes: [String]?
    /// The same file's warnings; left out where there are none.
    public var warnings: [String]?
    /// Left out unless the model is paused.
    public var paused: PauseState?
    /// The former name of `paused`, until the next release.
    public private(set) var hold: PauseState?

    /// - Parameter paused: Is written under both names, the former one too.
    public init(
        model: ModelName,
        versions: Int,
        waiting: Int,
        duplicates: Int,
        refused: [BatchResponse],
        setAside: Int,
        label: String,
        task: ModelSpecification.Task,
        notes: [String]? = nil,
        warnings: [String]? = nil,
        paused: PauseState? = nil
    ) {
        self.model = model
        self.versions = versions
        self.waiting = waiting
        self.duplicates = duplicates
        self.refused = refused
        self.setAside = setAside
        self.label = label
        self.task = task
        self.notes = notes
        self.warnings = warnings
        self.paused = paused
        hold = paused
    }

    private enum CodingKeys: String, CodingKey {
        case model, versions, waiting, duplicates, refused, label, task, notes, warnings, paused, hold
        case setAside = "set_aside"
    }
}
