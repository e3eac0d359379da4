/// One metric: its text lines and whatever counts for it.
struct Family {
    var help: String
    var kind: String
    var instruments: [Labels: Instrument]
    /// The labels in the order in which they came.
    var order: [Labels]
    var collector: (@Sendable () -> [Sample])?

    func write(_ name: String, to text: inout String) {
        text += "# HELP \(name) \(help.split(separator: "\n").joined(separator: " "))\n# TYPE \(name) \(kind)\n"
        for sample in collector?() ?? [] { text += "\(name)\(sample.labels.text()) \(Self.number(sample.value))\n" }
        for labels in order { instruments[labels]?.write(name, labels, to: &text) }
    }

    /// Prometheus' form of a number: Go's, which takes Swift's shortest one but for the names of what is no number.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return "\(whole)" }
        return "\(value)"
    }
}

enum Instrument: Sendable {
    case counter(Counter)
    case gauge(Gauge)
    case histogram(DurationHistogram)

    /// With labels, what has counted nothing yet is left out, as in Prometheus' own clients, where a label begins with its first use.
    func write(_ name: String, _ labels: Labels, to text: inout String) {
        guard labels == [:] || !isUntouched else { return }
        switch self {
        case .counter(let counter): text += "\(name)\(labels.text()) \(counter.value)\n"
        case .gauge(let gauge): text += "\(name)\(labels.text()) \(Family.number(gauge.value))\n"
        case .histogram(let histogram):
            let snapshot = histogram.snapshot
            for (bound, count) in snapshot.cumulative {
                text += "\(name)_bucket\(labels.text(with: ("le", Family.number(bound)))) \(count)\n"
            }
            text += "\(name)_bucket\(labels.text(with: ("le", "+Inf"))) \(snapshot.count)\n"
            text += "\(name)_sum\(labels.text()) \(Family.number(snapshot.sum))\n"
            text += "\(name)_count\(labels.text()) \(snapshot.count)\n"
        }
    }

    private var isUntouched: Bool {
        switch self {
        case .counter(let counter): counter.value == 0
        case .gauge: false
        case .histogram(let histogram): histogram.snapshot.count == 0
        }
    }
}
