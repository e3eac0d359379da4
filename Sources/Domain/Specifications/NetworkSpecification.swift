/// The shape of a model's network.
public struct NetworkSpecification: Hashable, Sendable, Codable {
    public enum Activation: String, Hashable, Sendable, Codable, CaseIterable {
        case relu, gelu
    }

    /// Widths of the hidden layers, first to last; 0 to 8 layers of 1 to 4096 units.
    public var hidden: [Int]
    public var activation: Activation
    /// Width of a categorical column's embedding. 1 to 256.
    public var embedding: Int
    /// The size to which images are brought; nil: decided from the first file.
    public var image: ImageShape?

    public init(hidden: [Int] = [128, 64], activation: Activation = .relu, embedding: Int = 8, image: ImageShape? = nil) {
        self.hidden = hidden
        self.activation = activation
        self.embedding = embedding
        self.image = image
    }
}
