import Domain

/// The daemon's settings as read at start or at a reload.
///
/// Each source lies over the one below it: defaults, the file, `LEARND_*` variables, the command line.
public struct LoadedConfiguration: Sendable {
    /// Complete and checked.
    public let settings: Settings
    /// The file that was read; nil where there was none.
    public let file: String?
    /// Where settings are written: the file that was read, or the one that the next reload or start would read if it were there.
    public let writableFile: String
    /// What is odd but no reason to refuse the start; to be logged.
    public let warnings: [String]

    /// The file of an installed daemon.
    public static let installedFile = "/etc/learnd/learnd.yaml"

    /// What command line and environment say.
    public struct Request: Sendable {
        /// `--config`: must be there.
        public var config: String?
        /// `--state`: every path that nothing else sets is under this folder, and `learnd.yaml` in it is the file, not the installed one.
        public var state: String?
        /// `--set key=value`, first to last.
        public var set: [String]
        /// Variables that begin with `LEARND_`.
        public var environment: [String: String]
        /// Relative paths outside the file start from here.
        public var workingDirectory: String

        /// - Parameters:
        ///   - environment: All of the process's; what does not begin with `LEARND_` is not kept.
        ///   - workingDirectory: Absolute.
        public init(
            config: String? = nil,
            state: String? = nil,
            set: [String] = [],
            environment: [String: String] = [:],
            workingDirectory: String
        ) {
            self.config = config
            self.state = state
            self.set = set
            // What is not for learnd is not kept: it may be secret.
            self.environment = environment.filter { $0.key.hasPrefix("LEARND_") }
            self.workingDirectory = workingDirectory
        }
    }

    /// Reads and checks everything.
    ///
    /// - Throws: a `Refusal` naming file and line (or variable, or option), the key, its value and what may be there.
    public static func load(_ request: Request) throws(Refusal) -> LoadedConfiguration {
        var layers = Layers()
        let file = try FileChoice(request)
        if let path = file.path, let text = try file.read() {
            layers.lay(try SettingsFile(path: path, base: Path.parent(of: path)).settings(of: text))
        }
        let environment = EnvironmentSettings(request.environment, base: request.workingDirectory)
        layers.lay(environment.settings)
        for text in request.set { layers.lay([try CommandSettings.setting(text, base: request.workingDirectory)]) }
        if let state = request.state {
            layers.lay([
                Setting(
                    scope: .daemon,
                    name: DaemonKeys.state,
                    value: .scalar(state),
                    place: "--state",
                    base: request.workingDirectory
                )
            ])
        }
        let settings = try layers.finish()
        return LoadedConfiguration(
            settings: settings,
            file: file.path,
            writableFile: file.sought,
            warnings: environment.unknown.map { "\($0) is set but means nothing to learnd" } + layers.warnings
        )
    }

    /// Checks a file's text without looking at disk or environment.
    package static func settings(of text: String, path: String) throws(Refusal) -> Settings {
        var layers = Layers()
        layers.lay(try SettingsFile(path: path, base: Path.parent(of: path)).settings(of: text))
        return try layers.finish()
    }
}
