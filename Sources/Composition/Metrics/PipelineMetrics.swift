import Domain
import Pipeline
import Registry
import Telemetry

/// The road's counters in `/metrics`: what happened since the daemon started. What is so now, `StateMetrics` reads.
struct PipelineMetrics: Sendable {
    private let metrics: MetricsRegistry

    /// A job takes from a second to hours.
    private static let jobBounds: [Duration] = [.seconds(1), .seconds(5), .seconds(30), .seconds(120), .seconds(600), .seconds(3_600)]

    init(_ metrics: MetricsRegistry) { self.metrics = metrics }

    func count(_ event: PipelineEvent) {
        switch event {
        case .batch(let batch, let ofModel):
            // A name under which only files were refused is no model, and no series for ever: there may be any number of them.
            metrics.counter(
                "learnd_batches_total",
                help: "Files recorded, by model and what was made of them.",
                labels: ["model": ofModel ? batch.model.text : "", "outcome": Self.outcome(batch.state)]
            ).add()
        case .committed(let version, _, _):
            metrics.counter(
                "learnd_versions_total",
                help: "Versions made, by model and what the gate said.",
                labels: ["model": version.model.text, "outcome": version.state.rawValue]
            ).add()
        case .jobAttemptFailed(_, let model, _, _):
            metrics.counter(
                "learnd_job_failed_attempts_total",
                help: "Attempts at jobs that failed, by model.",
                labels: ["model": model.text]
            ).add()
        case .jobEnded(let job, let state, let duration):
            metrics.histogram(
                "learnd_job_duration_seconds",
                help: "Time from a job's start, or its resumption, to its end, by model and how it ended.",
                labels: ["model": job.model.text, "outcome": state.rawValue],
                bounds: Self.jobBounds
            ).observe(nanoseconds: UInt64(max(.zero, duration) / .nanoseconds(1)))
        case .activated(let model, _, _, let kind):
            metrics.counter(
                "learnd_activations_total",
                help: "Changes of the serving version, by model and kind.",
                labels: ["model": model.text, "kind": kind.rawValue]
            ).add()
        case .modelChanged(let change) where change.kind == .removed:
            metrics.remove(label: "model", change.model.text)
        default: break
        }
    }

    /// A file is recorded as one of three; what becomes of it later is another matter.
    private static func outcome(_ state: BatchState) -> String {
        switch state {
        case .refused, .duplicate: state.rawValue
        case .waiting, .training, .learned, .held, .setAside: "accepted"
        }
    }
}
