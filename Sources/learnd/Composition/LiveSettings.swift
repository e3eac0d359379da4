import Configuration
import Domain
import Pipeline
import Synchronization

/// The settings in force: read by all parts, replaced by a reload.
final class LiveSettings: Sendable {
    private let settings: Mutex<Settings>

    init(_ settings: Settings) {
        self.settings = Mutex(settings)
    }

    var current: Settings { settings.withLock { $0 } }

    func replace(by new: Settings) {
        settings.withLock { $0 = new }
    }

    var specifications: Specifications {
        let settings = current
        return Specifications(lookUp: { settings.specification(of: $0) }, keep: { $0.keeping(of: $1) })
    }
}
