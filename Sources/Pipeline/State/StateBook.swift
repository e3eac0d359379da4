import Domain
import Synchronization

/// What is wrong with the state, as it was found: told by `status` and `check` until the next start.
public final class StateBook: Sendable {
    private struct State {
        var found: [String] = []
        var damaged: [ModelName: String] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    public func note(_ sentences: [String]) { state.withLock { $0.found += sentences } }

    /// A model of which no version loads, and why.
    public func note(damaged model: ModelName, _ reason: String) { state.withLock { $0.damaged[model] = reason } }

    /// It answers again.
    public func clear(_ model: ModelName) { state.withLock { $0.damaged[model] = nil } }

    public var found: [String] { state.withLock { $0.found } }

    public func damage(of model: ModelName) -> String? { state.withLock { $0.damaged[model] } }

    public var damaged: [ModelName: String] { state.withLock { $0.damaged } }
}
