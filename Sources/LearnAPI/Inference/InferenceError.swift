/// The body of every `/v2` answer that is not 2xx.
public struct InferenceError: Hashable, Sendable, Codable {
    /// What, where and how to put it right, in one text.
    public var error: String

    /// One text, as the protocol has it.
    public init(error: String) {
        self.error = error
    }
}
