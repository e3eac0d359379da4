/// `GET /v2/models/{m}[/versions/{v}]`: which tensors a model takes and gives.
public struct InferenceModel: Hashable, Sendable, Codable {
    /// The model's name, without a version.
    public var name: String
    /// By number, as text: the newest thousand that are kept.
    public var versions: [String]
    /// `learnd_tabular` or `learnd_images`.
    public var platform: String
    /// One a column, in the model's order.
    public var inputs: [Tensor]
    /// `label` and `probabilities`, or `value`.
    public var outputs: [Tensor]

    /// The protocol's metadata of one version.
    public init(name: String, versions: [String], platform: String, inputs: [Tensor], outputs: [Tensor]) {
        self.name = name
        self.versions = versions
        self.platform = platform
        self.inputs = inputs
        self.outputs = outputs
    }

    /// A tensor as the protocol describes it, without its numbers.
    public struct Tensor: Hashable, Sendable, Codable {
        /// A column's name, or that of an output.
        public var name: String
        /// `FP64`, `FP32`, `BOOL`, `BYTES`, or `UINT8` for images.
        public var datatype: String
        /// −1 where it is as long as the request's rows.
        public var shape: [Int]

        /// - Parameter shape: −1 stands for the request's rows.
        public init(name: String, datatype: String, shape: [Int]) {
            self.name = name
            self.datatype = datatype
            self.shape = shape
        }
    }
}
