import Domain
import Registry
import Synchronization

/// What is wrong with the state, as it was found: told by `status` and `check`, what the start found until the next one.
public final class StateFindings: Sendable {
    private struct State {
        var found: [String] = []
        var damaged: [ModelName: String] = [:]
        var scrub = ScrubProgress()
        /// What the scrub found, by what it looked at.
        var faults: [ScrubItem: String] = [:]
    }

    private let state = Mutex(State())

    /// Nothing is known to be wrong.
    public init() {}

    /// Adds sentences to those that the start has found.
    public func note(_ sentences: [String]) { state.withLock { $0.found += sentences } }

    /// A model of which no version loads, and why.
    public func note(damaged model: ModelName, _ reason: String) { state.withLock { $0.damaged[model] = reason } }

    /// It answers again.
    public func clear(_ model: ModelName) { state.withLock { $0.damaged[model] = nil } }

    /// What the start found, in its order, and what the scrub did, sorted; a sentence each.
    public var found: [String] { state.withLock { $0.found + $0.faults.values.sorted() } }

    /// Why no version of the model loads; nil where one does.
    public func damage(of model: ModelName) -> String? { state.withLock { $0.damaged[model] } }

    /// By model: why none of its versions loads.
    public var damaged: [ModelName: String] { state.withLock { $0.damaged } }

    // MARK: The scrub

    /// How far the present round is.
    public var scrub: ScrubProgress { state.withLock { $0.scrub } }

    /// What is no longer there is damaged no more.
    func beginRound(of items: [ScrubItem]) {
        let there = Set(items)
        state.withLock { state in
            (state.scrub.looked, state.scrub.items) = (0, items.count)
            state.faults = state.faults.filter { there.contains($0.key) }
        }
    }

    func endRound() { state.withLock { $0.scrub.lastRound = .now() } }

    /// What looking at an item came to; nil: it is what was written.
    ///
    /// - Returns: Whether that is news.
    func note(_ fault: String?, of item: ScrubItem) -> Bool {
        state.withLock { state in
            state.scrub.looked += 1
            defer { state.faults[item] = fault }
            return state.faults[item] != fault
        }
    }
}

/// How far the slow round through archive and database has come.
public struct ScrubProgress: Hashable, Sendable {
    /// Files and blobs looked at in this round.
    public var looked = 0
    /// Of so many.
    public var items = 0
    /// When the last whole round ended; nil before the first has.
    public var lastRound: UnixTime?
}
