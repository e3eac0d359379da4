import Domain
import Models
import Synchronization

/// Holds the version of each model that answers now, behind one reference.
///
/// A reader takes a lock only for as long as it takes to copy that reference: it never waits for a loader, which makes a version ready first
/// and swaps last. A request in flight keeps the version that it began with alive.
public final class ModelHost: Sendable {
    private struct State {
        var serving: [String: ServedVersion] = [:]
        var statistics: [String: ModelStatistics] = [:]
        /// Versions that were asked for by number, the latest last.
        var older: [ServedVersion] = []
    }

    private let state = Mutex(State())
    private let olderVersions: Int

    /// - Parameter olderVersions: How many versions that do not serve are kept ready after they were asked for by number.
    public init(olderVersions: Int = 4) {
        self.olderVersions = olderVersions
    }

    /// Serves a version from now on. Blocks for some forward passes, which are measured, before the swap itself.
    public func swap(_ model: ModelName, to version: VersionNumber, predictor: any Predictor) {
        let served = ServedVersion(model: model, number: version, predictor: predictor, statistics: statistics(of: model))
        // What it replaces may be freed here: outside the lock.
        let replaced = state.withLock { $0.serving.updateValue(served, forKey: model.text) }
        withExtendedLifetime(replaced) {}
    }

    /// Answers no more for a model.
    ///
    /// - Parameter serving: Only if this version serves; nil: whichever does.
    public func remove(_ model: ModelName, serving: VersionNumber? = nil) {
        let removed = state.withLock { state -> (ServedVersion?, [ServedVersion]) in
            if let serving, state.serving[model.text]?.number != serving { return (nil, []) }
            let older = state.older.filter { $0.model == model }
            state.older.removeAll { $0.model == model }
            return (state.serving.removeValue(forKey: model.text), older)
        }
        withExtendedLifetime(removed) {}
    }

    /// The version that answers now.
    public func serving(_ model: ModelName) -> ServedVersion? {
        serving(named: model.text)
    }

    package func serving(named name: String) -> ServedVersion? {
        state.withLock { $0.serving[name] }
    }

    /// Every version that answers now, by model.
    public var serving: [ServedVersion] {
        state.withLock { Array($0.serving.values) }.sorted { $0.model < $1.model }
    }

    /// Any version: the one that serves, one that was asked for lately, or else `load`'s.
    public func version(
        _ number: VersionNumber,
        of model: ModelName,
        load: () async throws -> any Predictor
    ) async throws -> ServedVersion {
        if let ready = ready(number, of: model) { return ready }
        let loaded = ServedVersion(model: model, number: number, predictor: try await load(), statistics: statistics(of: model))
        return keep(loaded)
    }

    package func ready(_ number: VersionNumber, of model: ModelName) -> ServedVersion? {
        state.withLock { state in
            if let serving = state.serving[model.text], serving.number == number { return serving }
            guard let index = state.older.firstIndex(where: { $0.number == number && $0.model == model }) else { return nil }
            let found = state.older.remove(at: index)
            state.older.append(found)
            return found
        }
    }

    private func keep(_ loaded: ServedVersion) -> ServedVersion {
        let (kept, dropped) = state.withLock { state -> (ServedVersion, ServedVersion?) in
            // Somebody else may have loaded it meanwhile.
            if let there = state.older.first(where: { $0.number == loaded.number && $0.model == loaded.model }) { return (there, loaded) }
            guard olderVersions > 0 else { return (loaded, nil) }
            state.older.append(loaded)
            return (loaded, state.older.count > olderVersions ? state.older.removeFirst() : nil)
        }
        withExtendedLifetime(dropped) {}
        return kept
    }

    private func statistics(of model: ModelName) -> ModelStatistics {
        state.withLock { state in
            if let found = state.statistics[model.text] { return found }
            let made = ModelStatistics()
            state.statistics[model.text] = made
            return made
        }
    }
}
