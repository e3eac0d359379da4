import Domain

/// What a derivation has come to, before the registry knows of it.
public struct Candidate: Sendable {
    /// Its parts, the gate rows among them.
    public var parts: [VersionPart]
    /// The gate's word; nil where it was not asked.
    public var judgement: Judgement?
    /// The trainer's report, JSON.
    public var report: [UInt8]
}
