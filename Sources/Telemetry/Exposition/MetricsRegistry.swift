import Synchronization

/// All metrics of a process, and their text in the Prometheus exposition format, version 0.0.4.
///
/// Asking for the same name and labels again gives the same instrument, so that several parts may count into one.
public final class MetricsRegistry: Sendable {
    /// What Prometheus is told a collected metric is.
    public enum CollectedKind: String, Sendable {
        case counter, gauge
    }

    private struct State {
        var families: [String: Family] = [:]
        var sources: [@Sendable () async throws -> [CollectedMetric]] = []
    }

    private let state = Mutex(State())

    /// A registry without metrics.
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
        _ name: String,
        help: String,
        labels: Labels = [:],
        bounds: [Duration] = DurationHistogram.defaultBounds
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
        state.withLock { state in
            precondition(state.families[name] == nil, "the metric '\(name)' is there already")
            state.families[name] = Family(help: help, kind: kind.rawValue, instruments: [:], order: [], collector: samples)
        }
    }

    /// Metrics that are read together at each scrape, from where looking takes time: a database, an actor.
    ///
    /// - Parameter source: What it throws, `text()` throws: a scrape that lacks values fails, as in Prometheus' own clients.
    public func collect(_ source: @escaping @Sendable () async throws -> [CollectedMetric]) {
        state.withLock { $0.sources.append(source) }
    }

    /// Ends the series of a model, a route, whatever is no more: those of every metric that have this label. One that is counted again begins at 0.
    public func remove(label name: String, _ value: String) {
        let pair = Labels.Pair(name: name, value: value)
        state.withLock { state in
            for (metric, family) in state.families where family.order.contains(where: { $0.pairs.contains(pair) }) {
                state.families[metric]?.order.removeAll { $0.pairs.contains(pair) }
                state.families[metric]?.instruments = family.instruments.filter { !$0.key.pairs.contains(pair) }
            }
        }
    }

    /// Every metric, by name.
    ///
    /// - Throws: What a source of collected metrics throws.
    public func text() async throws -> String {
        var families = state.withLock(\.families)
        for source in state.withLock(\.sources) {
            for metric in try await source() {
                precondition(families[metric.name] == nil, "the metric '\(metric.name)' is there already")
                let samples = metric.samples
                families[metric.name] = Family(
                    help: metric.help,
                    kind: metric.kind.rawValue,
                    instruments: [:],
                    order: [],
                    collector: { samples }
                )
            }
        }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) { family.write(name, to: &text) }
        return text
    }

    /// The content type of `text()`.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private func instrument<Kind>(
        _ name: String,
        _ help: String,
        _ labels: Labels,
        kind: String,
        make: () -> Instrument,
        as cast: (Instrument) -> Kind?
    ) -> Kind {
        precondition(MetricName.isMetric(name), "'\(name)' is not a metric's name")
        let instrument = state.withLock { state in
            var family = state.families[name] ?? Family(help: help, kind: kind, instruments: [:], order: [], collector: nil)
            if let found = family.instruments[labels] { return found }
            precondition(family.kind == kind && family.collector == nil, "the metric '\(name)' is a \(family.kind) already")
            let made = make()
            family.instruments[labels] = made
            family.order.append(labels)
            state.families[name] = family
            return made
        }
        guard let cast = cast(instrument) else { preconditionFailure("the metric '\(name)' is no \(kind)") }
        return cast
    }
}
