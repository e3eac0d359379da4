import Domain

/// `POST /v1/models/{m}/promote`: let a held version serve.
public struct PromoteRequest: Hashable, Sendable, Codable {
    /// A version that the gate held.
    public var version: VersionNumber
    /// For the activation log.
    public var reason: String?

    /// Asks for one version to serve.
    public init(version: VersionNumber, reason: String? = nil) {
        self.version = version
        self.reason = reason
    }
}
