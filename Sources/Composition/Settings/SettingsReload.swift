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
    let request: LoadedConfiguration.Request
    let settings: LiveSettings
    let threshold: LogThreshold
    let registry: VersionRegistry
    let intake: IntakeStage
    let signal: WakeSignal
    /// The service manager is told that it is under way.
    let notifier: Notifier
    /// What the daemon does, in a sentence.
    let doing: @Sendable () -> String
    let logger: Logger

    /// Models without a version that has served are learned again where their form's settings changed; that takes as long as reading their files.
    ///
    /// - Throws: `Refusal` naming line, key and value; the settings in force stay.
    func run() async throws -> ReloadResponse {
        notifier.reloading()
        defer { notifier.ready(status: doing()) }
        let read = try LoadedConfiguration.load(request)
        let running = settings.current
        let difference = LoadedConfiguration.difference(running, read.settings)
        settings.replace(by: running.reloaded(with: read.settings))
        threshold.level = Logger.Level(rawValue: settings.current.log.level.rawValue) ?? .info
        let notes = try await ReloadNotes(registry.models(), settings.current).notes(on: difference.changes)
        let changes = zip(difference.changes, notes)
        for (change, note) in changes { logger.notice("setting \(change)\(note.map { ": \($0)" } ?? "")") }
        signal.raise()
        let (reformed, warnings) = try await reform()
        return ReloadResponse(
            applied: changes.filter { $0.0.takesEffect != .restart }.map { ReloadResponse.Change($0, note: $1) },
            needsRestart: difference.needsRestart.map { ReloadResponse.Change($0, note: nil) },
            warnings: read.warnings + warnings,
            reformed: reformed.isEmpty ? nil : reformed
        )
    }

    private func reform() async throws -> (done: [RelearnResponse], warnings: [String]) {
        var (done, warnings): ([RelearnResponse], [String]) = ([], [])
        for outcome in try await intake.reform(settings.specifications, settings.intake) {
            switch outcome {
            case .done(let outcome): done.append(try await RelearnResponse(outcome, registry))
            case .kept(let model, let refusal): warnings.append("\(model) keeps its label and columns: \(refusal)")
            }
        }
        return (done, warnings)
    }
}

extension ReloadResponse.Change {
    init(_ change: Change, note: String?) {
        self.init(key: change.key, from: change.from, to: change.to, takesEffect: change.takesEffect.rawValue, note: note)
    }
}
