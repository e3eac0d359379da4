/// The shape of a model's network.
public struct NetworkSpecification: Hashable, Sendable, Codable {
    /// What a hidden layer's outputs go through: max(x, 0), or x · Φ(x) with the normal distribution function Φ.
    public enum Activation: String, Hashable, Sendable, Codable, CaseIterable {
        case relu, gelu
    }

    /// Widths of a table's hidden layers, first to last; 0 to 8 layers of 1 to 4096 units.
    public var hidden: [Int]
    /// Between a table's layers.
    public var activation: Activation
    /// Width of a categorical column's embedding. 1 to 256.
    public var embedding: Int
    /// The layers of an image model but the last, as `LayerDescription` reads them; nil: chosen by the images' size.
    public var layers: [String]?
    /// The size to which images are brought; nil: decided from the first file.
    public var image: ImageShape?

    /// The defaults are for tables; an image model's layers follow from its images.
    public init(
        hidden: [Int] = [128, 64],
        activation: Activation = .relu,
        embedding: Int = 8,
        layers: [String]? = nil,
        image: ImageShape? = nil
    ) {
        self.hidden = hidden
        self.activation = activation
        self.embedding = embedding
        self.layers = layers
        self.image = image
    }
}
