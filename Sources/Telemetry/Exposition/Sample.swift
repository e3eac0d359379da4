/// One value of a metric that is read when somebody asks.
public struct Sample: Hashable, Sendable {
    /// What tells it from the metric's other values; empty where there is one value.
    public var labels: Labels
    /// In the metric's unit, which its name ends in: seconds, bytes, or a count.
    public var value: Double

    /// One value under its labels.
    public init(_ labels: Labels = [:], _ value: Double) {
        self.labels = labels
        self.value = value
    }
}
