import Glibc

/// A learning rate over the steps of a job: a rise in a line to the peak, then its course.
public struct LearningRate: Hashable, Sendable {
    /// What the rate does after the rise.
    public enum Course: Hashable, Sendable {
        /// The peak to the end.
        case constant
        /// Down in a line to 0.
        case linear
        /// Down as half a cosine to 0.
        case cosine
        /// Times `factor` after each `every` steps that follow the rise.
        case stepped(factor: Double, every: Int)
        /// Up as half a cosine from peak / 25 and down to that / 10,000 (Smith, Topin 2018; as PyTorch's OneCycleLR): the rise is part of it.
        case oneCycle
    }

    /// The highest rate of all steps.
    public var peak: Double
    /// Steps of the rise; the last of them has the peak.
    public var warmUpSteps: Int
    /// Steps of the job, those of the rise among them: where the course ends.
    public var steps: Int
    /// What follows the rise; `oneCycle` shapes the rise, too.
    public var course: Course

    /// Nothing is checked. Without warm-up steps the course begins with the first step.
    public init(peak: Double, warmUpSteps: Int, steps: Int, course: Course) {
        self.peak = peak
        self.warmUpSteps = warmUpSteps
        self.steps = steps
        self.course = course
    }

    /// The rate of step `step`, 1…steps.
    public func rate(at step: Int) -> Double {
        if course == .oneCycle { return oneCycle(step) }
        if step <= warmUpSteps { return peak * Double(step) / Double(max(1, warmUpSteps)) }
        let (done, all) = (Double(step - warmUpSteps), Double(max(1, steps - warmUpSteps)))
        switch course {
        case .constant, .oneCycle: return peak
        case .linear: return peak * max(0, 1 - done / all)
        case .cosine: return peak * 0.5 * (1 + cos(.pi * done / all))
        case .stepped(let factor, let every): return peak * pow(factor, Double((step - warmUpSteps - 1) / max(1, every)))
        }
    }

    private func oneCycle(_ step: Int) -> Double {
        let (first, last) = (peak / 25, peak / 25 / 1e4)
        // PyTorch counts steps from 0, and the rise ends on the step before its share of all.
        let (index, top, end) = (Double(step - 1), Double(warmUpSteps) - 1, Double(steps) - 1)
        if index <= top { return Self.between(first, peak, top > 0 ? index / top : 1) }
        return Self.between(peak, last, end > top ? (index - top) / (end - top) : 1)
    }

    private static func between(_ start: Double, _ end: Double, _ share: Double) -> Double {
        end + (start - end) / 2 * (1 + cos(.pi * share))
    }
}
