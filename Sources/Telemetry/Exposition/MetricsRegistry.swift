import Synchronization

/// All metrics of a process, and their text in the Prometheus exposition format, version 0.0.4.
///
/// Asking for the same name and labels again gives the same instrument, so that several parts may count into one.
public final class MetricsRegistry: Sendable {
    public enum CollectedKind: String, Sendable {
        case counter, gauge
    }

    private let families = Mutex<[String: Family]>([:])

    public init() {}

    /// - Precondition: The name has Prometheus' form, ends in `_total`, and is not in use for another kind.
    public func counter(_ name: String, help: String, labels: Labels = [:]) -> Counter {
        precondition(name.hasSuffix("_total"), "a counter's name ends in _total: '\(name)'")
        return instrument(name, help, labels, kind: "counter", make: { .counter(Counter()) }) {
            guard case .counter(let counter) = $0 else { return nil }
            return counter
        }
    }

    /// - Precondition: The name has Prometheus' form and is not in use for another kind.
    public func gauge(_ name: String, help: String, labels: Labels = [:]) -> Gauge {
        instrument(name, help, labels, kind: "gauge", make: { .gauge(Gauge()) }) {
            guard case .gauge(let gauge) = $0 else { return nil }
            return gauge
        }
    }

    /// - Precondition: The name has Prometheus' form, ends in `_seconds`, and is not in use for another kind; `bounds` rise.
    public func histogram(
        _ name: String, help: String, labels: Labels = [:], bounds: [Duration] = DurationHistogram.defaultBounds
    ) -> DurationHistogram {
        precondition(name.hasSuffix("_seconds"), "a duration's name ends in _seconds: '\(name)'")
        return instrument(name, help, labels, kind: "histogram", make: { .histogram(DurationHistogram(bounds: bounds)) }) {
            guard case .histogram(let histogram) = $0 else { return nil }
            return histogram
        }
    }

    /// A metric whose values are read at each scrape. `samples` is called on the scraping thread and must not block.
    ///
    /// - Precondition: The name has Prometheus' form and is not in use.
    public func collect(_ name: String, help: String, kind: CollectedKind, _ samples: @escaping @Sendable () -> [Sample]) {
        precondition(MetricName.isMetric(name), "'\(name)' is not a metric's name")
        families.withLock { families in
            precondition(families[name] == nil, "the metric '\(name)' is there already")
            families[name] = Family(help: help, kind: kind.rawValue, instruments: [:], order: [], collector: samples)
        }
    }

    /// Every metric, by name.
    public func text() -> String {
        var text = ""
        for (name, family) in families.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            family.write(name, to: &text)
        }
        return text
    }

    /// The content type of `text()`.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private func instrument<Kind>(
        _ name: String, _ help: String, _ labels: Labels, kind: String, make: () -> Instrument, as cast: (Instrument) -> Kind?
    ) -> Kind {
        precondition(MetricName.isMetric(name), "'\(name)' is not a metric's name")
        let instrument = families.withLock { families in
            var family = families[name] ?? Family(help: help, kind: kind, instruments: [:], order: [], collector: nil)
            if let found = family.instruments[labels] { return found }
            precondition(family.kind == kind && family.collector == nil, "the metric '\(name)' is a \(family.kind) already")
            let made = make()
            family.instruments[labels] = made
            family.order.append(labels)
            families[name] = family
            return made
        }
        guard let cast = cast(instrument) else { preconditionFailure("the metric '\(name)' is no \(kind)") }
        return cast
    }
}
