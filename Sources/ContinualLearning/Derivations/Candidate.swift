import Domain
import Models

/// What a derivation has come to, before the registry knows of it. Its parts lie in files: there may be more of them than of memory.
public struct Candidate: Sendable {
    /// Its parts, the gate rows among them.
    public var parts: [PartSource]
    /// The gate's word; nil where it was not asked.
    public var judgement: Judgement?
    /// The trainer's report, JSON.
    public var report: [UInt8]

    /// All of it, in memory.
    public func version() throws -> [VersionPart] { try parts.map { try $0.whole() } }

    /// In what form its weights answer: the gate has looked at what the form costs.
    public var precision: ServingPrecision { judgement?.precision ?? .single }

    /// What answers predictions.
    ///
    /// - Parameter sources: What makes vectors of texts.
    public func predictor(sources: TextSources = .hashing) throws -> any Predictor {
        try VersionContent.predictor(
            parts.filter { VersionContent.isServed($0.reference.name) }.map { try $0.whole() },
            precision: precision,
            sources: sources
        )
    }
}
