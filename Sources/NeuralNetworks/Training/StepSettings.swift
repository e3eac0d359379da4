/// What one step goes by.
public struct StepSettings {
    /// Rows of the batch, at most the trainer's capacity.
    public var rows: Int
    /// 1, 2, 3…
    public var step: Int
    /// The learning rate, before each parameter's own factor.
    public var rate: Double
    /// Global norm to which gradients are clipped; 0: they are not.
    public var clipNorm: Float
    /// Decides what dropout drops.
    public var seed: UInt64

    /// Left out, nothing is clipped, and dropout draws as with a seed of 0.
    public init(rows: Int, step: Int, rate: Double, clipNorm: Float = 0, seed: UInt64 = 0) {
        self.rows = rows
        self.step = step
        self.rate = rate
        self.clipNorm = clipNorm
        self.seed = seed
    }
}
