/// A metric with all its values, read when somebody asks.
public struct CollectedMetric: Sendable {
    var name: String
    var help: String
    var kind: MetricsRegistry.CollectedKind
    var samples: [Sample]

    /// - Precondition: The name has Prometheus' form.
    public init(_ name: String, help: String, kind: MetricsRegistry.CollectedKind = .gauge, _ samples: [Sample]) {
        precondition(MetricName.isMetric(name), "'\(name)' is not a metric's name")
        self.name = name
        self.help = help
        self.kind = kind
        self.samples = samples
    }

    /// A metric without labels.
    public init(_ name: String, help: String, _ value: Double) {
        self.init(name, help: help, [Sample([:], value)])
    }
}
