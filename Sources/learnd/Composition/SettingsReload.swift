import Configuration
import Domain
import LearnAPI
import Logging
import Pipeline
import Registry
import Systemd
import Threads

/// Reads the settings again: by `learnctl reload` or SIGHUP.
struct SettingsReload: Sendable {
    let request: Configuration.Request
    let settings: LiveSettings
    let threshold: LogThreshold
    let registry: Registry
    let intake: IntakeLine
    let bell: Bell
    let logger: Logger

    /// Models without a version that has served are learned again where their form's settings changed; that takes as long as reading their files.
    ///
    /// - Throws: `Refusal` naming line, key and value; the settings in force stay.
    func run() async throws -> ReloadAnswer {
        let read = try Configuration.load(request)
        let running = settings.current
        let difference = Configuration.difference(running, read.settings)
        settings.replace(by: running.reloaded(with: read.settings))
        threshold.level = Logger.Level(rawValue: settings.current.log.level.rawValue) ?? .info
        let notes = try await ReloadNotes(registry.models(), settings.current).notes(on: difference.changes)
        let changes = zip(difference.changes, notes)
        for (change, note) in changes { logger.notice("setting \(change)\(note.map { ": \($0)" } ?? "")") }
        bell.ring()
        let (reformed, warnings) = try await reform()
        return ReloadAnswer(
            applied: changes.filter { $0.0.takesEffect != .restart }.map { ReloadAnswer.Change($0, note: $1) },
            needsRestart: difference.needsRestart.map { ReloadAnswer.Change($0, note: nil) },
            warnings: read.warnings + warnings, reformed: reformed.isEmpty ? nil : reformed)
    }

    private func reform() async throws -> (done: [RelearnAnswer], warnings: [String]) {
        var (done, warnings): ([RelearnAnswer], [String]) = ([], [])
        for outcome in try await intake.reform(settings.specifications, IntakeSettings(settings.current)) {
            switch outcome {
            case .done(let outcome): done.append(try await RelearnAnswer(outcome, registry))
            case .kept(let model, let refusal): warnings.append("\(model) keeps its label and columns: \(refusal)")
            }
        }
        return (done, warnings)
    }
}

extension ReloadAnswer.Change {
    init(_ change: Change, note: String?) {
        self.init(key: change.key, from: change.from, to: change.to, takesEffect: change.takesEffect.rawValue, note: note)
    }
}
