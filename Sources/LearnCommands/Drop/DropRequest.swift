import Domain

/// What `drop` is asked for.
public struct DropRequest: Hashable, Sendable {
    /// Files, folders, and pairs of IDX files.
    public var files: [String]
    /// The name under which the one file is dropped; nil: its own.
    public var name: String?
    /// Nil: the only model there is.
    public var model: ModelName?
    /// Nil: the daemon tells.
    public var inbox: String?
    /// The model's name is meant as it is: nothing is asked.
    public var isSure: Bool
    /// Follow the files to their versions.
    public var waits: Bool
    /// How long to follow; nil: as long as it takes.
    public var patience: Duration?
    /// Pause between two looks at the files' records. Events make most looks needless; the pause bounds what a lost event costs.
    public var lookEvery: Duration

    /// The defaults are those of `learnctl drop` without options.
    public init(
        files: [String],
        name: String? = nil,
        model: ModelName? = nil,
        inbox: String? = nil,
        isSure: Bool = false,
        waits: Bool = true,
        patience: Duration? = nil,
        lookEvery: Duration = .milliseconds(500)
    ) {
        self.files = files
        self.name = name
        self.model = model
        self.inbox = inbox
        self.isSure = isSure
        self.waits = waits
        self.patience = patience
        self.lookEvery = lookEvery
    }
}
