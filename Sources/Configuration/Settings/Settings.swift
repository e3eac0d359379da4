import Domain

/// Everything an operator can set, complete and checked: what `LoadedConfiguration.load` makes of command line, environment, file and defaults.
///
/// The defaults are those of an installed daemon; `Settings.under(state:)` puts every path into one folder instead.
public struct Settings: Hashable, Sendable {
    /// Where things lie.
    public var paths: PathSettings
    /// The socket for those who may read and predict.
    public var predict: SocketSettings
    /// The socket for those who may change things too.
    public var admin: SocketSettings
    /// Bounds on requests, and the threads that answer them.
    public var server: ServerSettings
    /// When files are taken, and how large they may be.
    public var inbox: InboxSettings
    /// How models share the time for training.
    public var jobs: JobsSettings
    /// Threads, memory and patience of the children that train.
    public var trainer: TrainerSettings
    /// How slowly all that is kept is read again.
    public var scrub: ScrubSettings
    /// How much is logged.
    public var log: LogSettings
    /// What holds for every model that has no settings of its own.
    public var defaults: ModelSpecification
    /// Models with settings of their own, each already laid over `defaults`.
    public var models: [ModelName: ModelSpecification]

    /// An installed daemon's, with nothing set.
    public init() {
        paths = PathSettings()
        predict = SocketSettings(path: "/run/learnd/predict.sock", mode: 0o660, group: "learnd-predict")
        admin = SocketSettings(path: "/run/learnd/admin.sock", mode: 0o660, group: "learnd-admin")
        server = ServerSettings()
        inbox = InboxSettings()
        jobs = JobsSettings()
        trainer = TrainerSettings()
        scrub = ScrubSettings()
        log = LogSettings()
        defaults = ModelSpecification()
        models = [:]
    }

    /// The settings of a model, named in the configuration or not.
    public func specification(of model: ModelName) -> ModelSpecification {
        models[model] ?? defaults
    }

    /// The defaults with every path in the folder `state`, and sockets that belong to whoever starts the daemon.
    public static func under(state: String) -> Settings {
        var settings = Settings()
        settings.place(under: state)
        return settings
    }

    /// Puts every path and both sockets under `state`. The sockets keep their mode; their group becomes the process's own, since
    /// the client groups exist only where the daemon was installed.
    mutating func place(under state: String) {
        paths = PathSettings(state: state)
        predict.group = ""
        admin.group = ""
        placeSockets(in: paths.run)
    }

    mutating func placeSockets(in run: String) {
        predict.path = run + "/predict.sock"
        admin.path = run + "/admin.sock"
    }
}
