import ContinualLearning
import Domain
import Hashing
import Logging
import Models
import Prediction
import Registry

/// The last stretch of the road (Pipeline.swift): a version's parts become a predictor, and the model host's reference is swapped.
public struct ServingStage: Sendable {
    private let registry: VersionRegistry
    private let host: ModelHost
    private let findings: StateFindings
    private let events: EventBus
    let logger: Logger
    /// What makes vectors of texts.
    public let sources: TextSources

    /// - Parameter findings: Learns which models are damaged.
    public init(
        registry: VersionRegistry,
        host: ModelHost,
        findings: StateFindings,
        events: EventBus,
        logger: Logger,
        sources: TextSources = .hashing
    ) {
        self.registry = registry
        self.host = host
        self.findings = findings
        self.events = events
        self.logger = logger
        self.sources = sources
    }

    /// Swaps one reference: requests in flight finish on the version that they began with.
    func swap(to version: VersionNumber, of model: ModelName, _ predictor: any Predictor) async throws {
        host.swap(model, to: version, predictor: predictor)
        findings.clear(model)
        // Its versions may have gone while this one was made ready; whoever took them away had nothing to take out of service then.
        if try await registry.find(model)?.servingVersion == nil { host.remove(model, serving: version) }
    }

    /// Serves the version that the registry names: after a rollback or a promotion.
    public func follow(_ model: ModelName) async throws {
        guard let serving = try await registry.model(model).servingVersion else { return }
        try await swap(to: serving, of: model, predictor(of: model, version: serving))
    }

    /// Any version's predictor, from the registry. All of the version is looked at: what it is made from by its digest, and the bytes of every
    /// part, the memory and the gate's rows too, from which the next one is made.
    public func predictor(of model: ModelName, version: VersionNumber) async throws -> any Predictor {
        try await VersionProof(registry: registry).check(version, of: model)
        let dropped = try await registry.droppedParts(of: version, of: model)
        var needed: [VersionPart] = []
        for reference in try await registry.parts(of: version, of: model) {
            if VersionContent.isServed(reference.name) {
                needed.append(try await registry.part(reference, of: version, of: model))
            } else if !dropped.contains(reference.name) {
                try await registry.checkPart(reference, of: version, of: model)
            }
        }
        return try VersionContent.predictor(
            needed,
            precision: await registry.version(version, of: model).precision,
            sources: sources
        )
    }

    /// At start: every model's serving version; where it will not load, its nearest ancestor that does, and the model is paused.
    public func loadAll() async throws {
        for model in try await registry.models() {
            guard let serving = model.servingVersion else { continue }
            do {
                host.swap(model.name, to: serving, predictor: try await predictor(of: model.name, version: serving))
            } catch {
                logger.error("version \(serving) does not load: \(error)", metadata: ["model": "\(model.name)"])
                try await fallBack(model.name, from: serving, because: error)
            }
        }
    }

    /// Tries those models again of which no version loaded: what they lacked may be there now. Those that do answer, and the pause that the start
    /// gave them ends.
    ///
    /// - Returns: The models that answer again.
    public func loadDamaged() async throws -> [ModelName] {
        var loaded: [ModelName] = []
        for model in findings.damaged.keys.sorted() {
            guard (try? await follow(model)) != nil, findings.damage(of: model) == nil else { continue }
            loaded.append(model)
            let pause = try await registry.model(model).paused
            if let pause, pause.reason.hasPrefix(Self.noVersionLoads) { _ = try await registry.resume(model) }
            logger.notice("it answers again", metadata: ["model": "\(model)"])
        }
        return loaded
    }

    private static let noVersionLoads = "no version loads: "

    func fallBack(_ model: ModelName, from serving: VersionNumber, because fault: any Error) async throws {
        let reason = "\(fault)"
        for ancestor in try await registry.ancestors(of: serving, of: model) where ancestor.state == .accepted {
            guard let predictor = try? await predictor(of: model, version: ancestor.number) else { continue }
            _ = try await registry.fallback(model, to: ancestor.number, reason: reason)
            host.swap(model, to: ancestor.number, predictor: predictor)
            events.publish(.activated(model, from: serving, to: ancestor.number, kind: .fallback))
            logger.error("version \(ancestor.number) serves instead; the model is paused", metadata: ["model": "\(model)"])
            return
        }
        // What is unavailable says itself what brings it back.
        let remedy =
            (fault as? Refusal)?.kind == .unavailable
            ? "" : "; restore a backup, or have it learn its files again with 'learnctl relearn \(model)'"
        findings.note(damaged: model, "neither version \(serving) nor one that it descends from loads: \(reason)\(remedy)")
        _ = try await registry.pause(model, reason: Self.noVersionLoads + reason, by: .daemon)
        logger.error("no ancestor loads either: the model answers nothing and is paused", metadata: ["model": "\(model)"])
    }
}
