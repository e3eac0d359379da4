import Domain

/// `GET /v1/models/{m}/versions`, oldest first.
public struct VersionsResponse: Hashable, Sendable, Codable {
    public var model: ModelName
    public var serving: VersionNumber?
    public var versions: [VersionSummary]

    public init(model: ModelName, serving: VersionNumber? = nil, versions: [VersionSummary]) {
        self.model = model
        self.serving = serving
        self.versions = versions
    }
}
