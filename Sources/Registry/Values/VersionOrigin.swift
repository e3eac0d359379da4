import Domain

/// What a version's digest is made from, as the database has it now.
public struct VersionOrigin: Hashable, Sendable {
    /// The digest that the version was recorded with.
    public var digest: Digest
    /// All that are listed, by name.
    public var parts: [PartReference]
    /// Its job's (JSON), as it was written then.
    public var specification: [UInt8]
    /// What its job was for.
    public var purpose: JobPurpose
    /// The parent's digest.
    public var parent: Digest?
    /// Of the files that its job learned, in order.
    public var batches: [Digest]
}
