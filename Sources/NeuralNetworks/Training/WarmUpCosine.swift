import Glibc

/// A learning rate that rises in a line to its peak and falls as half a cosine to 0.
public struct WarmUpCosine: Hashable, Sendable {
    public var peak: Double
    public var warmUpSteps: Int
    public var steps: Int

    public init(peak: Double, warmUpSteps: Int, steps: Int) {
        self.peak = peak
        self.warmUpSteps = warmUpSteps
        self.steps = steps
    }

    /// The rate of step `step`, 1…steps.
    public func rate(at step: Int) -> Double {
        if step <= warmUpSteps { return peak * Double(step) / Double(max(1, warmUpSteps)) }
        return peak * 0.5 * (1 + cos(.pi * Double(step - warmUpSteps) / Double(max(1, steps - warmUpSteps))))
    }
}
