import Domain

/// `GET /v1/models/{m}/versions`, oldest first.
public struct VersionsResponse: Hashable, Sendable, Codable {
    /// The model that they are versions of.
    public var model: ModelName
    /// The version that answers now, on this page or not; left out where none does.
    public var serving: VersionNumber?
    /// Oldest first.
    public var versions: [VersionSummary]
    /// There may be older ones: they come with `?before=` this.
    public var before: VersionNumber?

    /// One page.
    public init(model: ModelName, serving: VersionNumber? = nil, versions: [VersionSummary], before: VersionNumber? = nil) {
        self.model = model
        self.serving = serving
        self.versions = versions
        self.before = before
    }
}
