/// `GET /v2`: the Open Inference Protocol's word for the server.
public struct InferenceServer: Hashable, Sendable, Codable {
    /// `learnd`.
    public var name: String
    /// The daemon's release.
    public var version: String
    /// What of the protocol's options it speaks: `binary_tensor_data`.
    public var extensions: [String]

    /// The server by name, release and options.
    public init(name: String, version: String, extensions: [String]) {
        self.name = name
        self.version = version
        self.extensions = extensions
    }
}
