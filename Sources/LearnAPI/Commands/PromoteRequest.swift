import Domain

/// `POST /v1/models/{m}/promote`: let a held version serve.
public struct PromoteRequest: Hashable, Sendable, Codable {
    public var version: VersionNumber
    public var reason: String?

    public init(version: VersionNumber, reason: String? = nil) {
        self.version = version
        self.reason = reason
    }
}
