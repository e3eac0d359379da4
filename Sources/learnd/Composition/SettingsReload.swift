import Configuration
import Domain
import LearnAPI
import Logging
import Pipeline
import Systemd
import Threads

/// Reads the settings again: by `learnctl reload` or SIGHUP.
struct SettingsReload: Sendable {
    let request: Configuration.Request
    let settings: LiveSettings
    let threshold: LogThreshold
    let bell: Bell
    let logger: Logger

    /// - Throws: `Refusal` naming line, key and value; the settings in force stay.
    func run() throws -> ReloadAnswer {
        let read = try Configuration.load(request)
        let running = settings.current
        let difference = Configuration.difference(running, read.settings)
        settings.replace(by: running.reloaded(with: read.settings))
        threshold.level = Logger.Level(rawValue: settings.current.log.level.rawValue) ?? .info
        for change in difference.changes { logger.notice("setting \(change)") }
        bell.ring()
        return ReloadAnswer(
            applied: difference.applies.map { ReloadAnswer.Change($0) },
            needsRestart: difference.needsRestart.map { ReloadAnswer.Change($0) },
            warnings: read.warnings)
    }
}

extension ReloadAnswer.Change {
    init(_ change: Change) {
        self.init(key: change.key, from: change.from, to: change.to, takesEffect: change.takesEffect.rawValue)
    }
}
