/// `GET /v2`: the Open Inference Protocol's word for the server.
public struct InferenceServer: Hashable, Sendable, Codable {
    public var name: String
    public var version: String
    public var extensions: [String]

    public init(name: String, version: String, extensions: [String]) {
        self.name = name
        self.version = version
        self.extensions = extensions
    }
}
