import Domain
import LearnAPI
import Pipeline
import Registry

/// What happens on the road, in the API's words.
enum EventTranslator {
    /// An event of the pipeline is one line of `/v1/events`, and one more for each file whose state it changed.
    static func translate(_ event: PipelineEvent) -> [Event] {
        let now = UnixTime.now().iso8601
        switch event {
        case .batch(let batch, _):
            return [Event(type: .batchRecorded, at: now, model: batch.model, batch: BatchResponse(batch))]
        case .batchesChanged(let batches):
            return batches.map { Event(type: .batchChanged, at: now, model: $0.model, batch: BatchResponse($0)) }
        case .fileRefused(let file, let reason):
            return [Event(type: .fileRefused, at: now, file: file, reason: reason.description)]
        case .intakeStopped(let reason):
            return [Event(type: .intakeStopped, at: now, reason: reason.description)]
        case .jobStarted(let job):
            return [Event(type: .jobStarted, at: now, model: job.model, job: job.id, batches: job.batches.map(\.id))]
                + job.batches.map { Event(type: .batchChanged, at: now, model: $0.model, batch: BatchResponse($0)) }
        case .jobProgress(let job, let model, let progress):
            let isTraining = progress.phase == .train
            return [
                Event(
                    type: .jobProgress,
                    at: now,
                    model: model,
                    job: job,
                    progress: JobPhaseProgress(progress),
                    step: isTraining ? progress.done : nil,
                    steps: isTraining ? progress.of : nil,
                    loss: progress.loss
                )
            ]
        case .jobAttemptFailed(let job, let model, let error, let failures):
            return [Event(type: .jobAttemptFailed, at: now, model: model, job: job, failures: failures, reason: error)]
        case .jobYielded(let job, let model):
            return [Event(type: .jobYielded, at: now, model: model, job: job)]
        case .jobSplit(let job, let model, let reason):
            return [Event(type: .jobSplit, at: now, model: model, job: job, reason: reason)]
        case .jobDropped(let job, let model, let reason):
            return [Event(type: .jobDropped, at: now, model: model, job: job, reason: reason)]
        case .jobEnded:
            // Its version or its files' states are told.
            return []
        case .judged(let job, let model, let judgement):
            return [Event(type: .judged, at: now, model: model, job: job, gate: GateReport(judgement))]
        case .committed(let version, let serving, let form):
            let batches = Dictionary(version.batches.compactMap { batch in batch.digest.map { ($0, batch) } }) { first, _ in first }
            let summary = VersionSummary(version, serving: serving, lineage: [], batches: batches, heads: form.heads)
            return [Event(type: .versionCommitted, at: now, model: version.model, version: summary)]
                + version.batches.map { Event(type: .batchChanged, at: now, model: $0.model, batch: BatchResponse($0)) }
        case .activated(let model, let from, let to, let kind):
            return [Event(type: .versionActivated, at: now, model: model, from: from, to: to, activation: kind)]
        case .held(let model, let reason):
            return [Event.Kind.modelPaused, .modelHeld].map { Event(type: $0, at: now, model: model, reason: reason) }
        case .unheld(let model):
            return [Event.Kind.modelResumed, .modelUnheld].map { Event(type: $0, at: now, model: model) }
        case .modelChanged(let change):
            let type: Event.Kind =
                switch change.kind {
                case .relearned: .modelRelearned
                case .reformed: .modelReformed
                case .removed: .modelRemoved
                }
            return [Event(type: type, at: now, model: change.model, reason: change.reason)]
        }
    }
}
