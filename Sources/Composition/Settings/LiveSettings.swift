import Configuration
import Domain
import Pipeline
import Synchronization

/// The settings in force: read by all parts, replaced by a reload.
final class LiveSettings: Sendable {
    private let settings: Mutex<Settings>
    /// The program that is started for each child's work.
    private let executable: String

    init(_ settings: Settings, executable: String) {
        self.settings = Mutex(settings)
        self.executable = executable
    }

    var current: Settings { settings.withLock { $0 } }

    func replace(by new: Settings) {
        settings.withLock { $0 = new }
    }

    /// For the stage that learns.
    var learning: LearningSettings { LearningSettings(current, executable: executable) }

    /// For the stage that takes files.
    var intake: IntakeSettings { IntakeSettings(current, children: learning) }

    var specifications: Specifications {
        let settings = current
        return Specifications(lookUp: { settings.specification(of: $0) }, keep: { $0.keeping(of: $1) })
    }
}
