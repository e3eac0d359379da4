/// `GET /v2/models/{m}[/versions/{v}]`: which tensors a model takes and gives.
public struct InferenceModel: Hashable, Sendable, Codable {
    public var name: String
    /// By number, as text; all that are kept.
    public var versions: [String]
    public var platform: String
    public var inputs: [Tensor]
    public var outputs: [Tensor]

    public init(name: String, versions: [String], platform: String, inputs: [Tensor], outputs: [Tensor]) {
        self.name = name
        self.versions = versions
        self.platform = platform
        self.inputs = inputs
        self.outputs = outputs
    }

    public struct Tensor: Hashable, Sendable, Codable {
        public var name: String
        /// `FP64`, `FP32`, `BOOL`, `BYTES`, or `UINT8` for images.
        public var datatype: String
        /// −1 where it is as long as the request's rows.
        public var shape: [Int]

        public init(name: String, datatype: String, shape: [Int]) {
            self.name = name
            self.datatype = datatype
            self.shape = shape
        }
    }
}
