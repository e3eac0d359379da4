/// One value of a metric that is read when somebody asks.
public struct Sample: Hashable, Sendable {
    public var labels: Labels
    public var value: Double

    public init(_ labels: Labels = [:], _ value: Double) {
        self.labels = labels
        self.value = value
    }
}
