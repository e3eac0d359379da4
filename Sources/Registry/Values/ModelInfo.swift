import Domain

/// A model as the registry knows it.
public struct ModelInfo: Hashable, Sendable {
    /// Its folder in the inbox has the same name.
    public var name: ModelName
    /// The schema document of its first accepted file; nil until there was one.
    public var schema: [UInt8]?
    /// The settings that decided the schema (JSON); nil where an older learnd made it.
    public var formSettings: [UInt8]?
    /// The specification document of its last job; nil until there was one.
    public var specification: [UInt8]?
    /// The version that answers; nil until one was accepted.
    public var servingVersion: VersionNumber?
    /// The version that the next job continues from.
    public var headVersion: VersionNumber?
    /// Nil unless it is paused.
    public var paused: Pause?
    /// With the first file under its name, readable or not.
    public var createdAt: UnixTime

    /// Files are accepted and wait; no job starts.
    public struct Pause: Hashable, Sendable {
        /// A person's words, or the daemon's: by whom, or after what.
        public var reason: String
        /// When it was paused.
        public var since: UnixTime
        /// Who paused it; `Initiator.daemon` where it fell back, or no version loads.
        public var by: Initiator
    }
}
