import Domain

/// Everything an operator can set, complete and checked: what `LoadedConfiguration.load` makes of command line, environment, file and defaults.
///
/// The defaults are those of an installed daemon; `Settings.under(state:)` puts every path into one folder instead.
public struct Settings: Hashable, Sendable {
    public var paths: PathSettings
    public var predict: SocketSettings
    public var admin: SocketSettings
    public var server: ServerSettings
    public var inbox: InboxSettings
    public var jobs: JobsSettings
    public var trainer: TrainerSettings
    public var scrub: ScrubSettings
    public var log: LogSettings
    /// What holds for every model that has no settings of its own.
    public var defaults: ModelSpecification
    /// Models with settings of their own, each already laid over `defaults`.
    public var models: [ModelName: ModelSpecification]

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
