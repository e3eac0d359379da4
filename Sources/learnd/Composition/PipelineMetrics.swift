import Domain
import Pipeline
import Telemetry

/// The road's counters in `/metrics`.
struct PipelineMetrics: Sendable {
    private let metrics: MetricsRegistry

    init(_ metrics: MetricsRegistry) { self.metrics = metrics }

    func count(_ event: PipelineEvent) {
        switch event {
        case .batch(let batch, let ofModel):
            // A name under which only files were refused is no model, and no series for ever: there may be any number of them.
            metrics.counter(
                "learnd_batches_total", help: "Files recorded, by model and state.",
                labels: ["model": ofModel ? batch.model.text : "", "state": batch.state.rawValue]
            ).add()
        case .committed(let version, _):
            metrics.counter(
                "learnd_versions_total", help: "Versions made, by model and state.",
                labels: ["model": version.model.text, "state": version.state.rawValue]
            ).add()
        case .jobAttemptFailed(_, let model, _, _):
            metrics.counter("learnd_job_failures_total", help: "Attempts at jobs that failed.", labels: ["model": model.text]).add()
        case .activated(let model, _, _, let kind):
            metrics.counter(
                "learnd_activations_total", help: "Changes of the serving version, by model and kind.",
                labels: ["model": model.text, "kind": kind.rawValue]
            ).add()
        default: break
        }
    }
}
