/// How rows are changed each time they are trained on. Never stored: the memory keeps the rows as they are.
public struct Augmentation: Hashable, Sendable {
    /// Standard deviation of the noise on standardized numbers.
    public var inputNoise: Float
    /// Pixels by which an image is moved at most, up or down, left or right.
    public var shift: Int
    /// Whether half of the images are mirrored, left for right.
    public var flips: Bool

    /// Left out, rows are trained on as they are.
    public init(inputNoise: Float = 0, shift: Int = 0, flips: Bool = false) {
        self.inputNoise = inputNoise
        self.shift = shift
        self.flips = flips
    }
}
