import Domain

/// `GET /v1/models/{m}/versions`, oldest first.
public struct VersionsResponse: Hashable, Sendable, Codable {
    public var model: ModelName
    public var serving: VersionNumber?
    public var versions: [VersionSummary]
    /// There may be older ones: they come with `?before=` this.
    public var before: VersionNumber?

    public init(model: ModelName, serving: VersionNumber? = nil, versions: [VersionSummary], before: VersionNumber? = nil) {
        self.model = model
        self.serving = serving
        self.versions = versions
        self.before = before
    }
}
