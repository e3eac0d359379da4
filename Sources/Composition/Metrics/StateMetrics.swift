import ContinualLearning
import Domain
import Hashing
import Inbox
import Pipeline
import Prediction
import Registry
import Synchronization
import Telemetry

/// What is so now, for `/metrics`: read at each scrape from where it is kept, so that it is right after a restart, and a model that was removed is
/// in none of it.
final class StateMetrics: Sendable {
    /// The score of a version on its gate rows. A version's never changes: it is read once, as long as that one serves.
    private struct Known {
        weak var served: ServedVersion?
        var score: Evaluation.Score
    }

    private let registry: VersionRegistry
    private let host: ModelHost
    private let findings: StateFindings
    private let settings: LiveSettings
    private let known = Mutex<[ModelName: Known]>([:])

    init(registry: VersionRegistry, host: ModelHost, findings: StateFindings, settings: LiveSettings) {
        self.registry = registry
        self.host = host
        self.findings = findings
        self.settings = settings
    }

    func register(in metrics: MetricsRegistry) {
        metrics.gauge("learnd_build_info", help: "1, with the daemon's version.", labels: ["version": Release.text]).set(1)
        metrics.collect { [self] in try await ofFiles() + ofScores() + ofDisk() }
    }

    private func ofFiles() async throws -> [CollectedMetric] {
        let models = try await registry.openFiles()
        return [
            CollectedMetric(
                "learnd_files",
                help: "Files whose outcome is still open, by model and state.",
                models.flatMap { model in
                    // Those of which there are none too: an alert needs a series to look at.
                    OpenFiles.states.map {
                        Sample(["model": model.model.text, "state": $0.rawValue], Double(model.counts[$0] ?? 0))
                    }
                }
            ),
            CollectedMetric(
                "learnd_model_paused",
                help: "1 for a paused model: it accepts files and starts no job.",
                models.map { Sample(["model": $0.model.text], $0.isPaused ? 1 : 0) }
            ),
        ]
    }

    private func ofScores() async throws -> [CollectedMetric] {
        var (scores, rows): ([Sample], [Sample]) = ([], [])
        for served in host.serving {
            guard let score = try await score(of: served) else { continue }
            let isMean = served.predictor.heads.count > 1
            let metric = if isMean { "mean" } else if case .classes = served.predictor.outputs { "accuracy" } else { "r2" }
            scores.append(Sample(["model": served.model.text, "metric": metric], score.value))
            rows.append(Sample(["model": served.model.text], Double(score.rows)))
        }
        return [
            CollectedMetric(
                "learnd_gate_score",
                help: "The serving version's score on its gate rows: accuracy (0 to 1) or R squared, at most 1.",
                scores
            ),
            CollectedMetric("learnd_gate_rows", help: "The gate rows behind the serving version's score.", rows),
        ]
    }

    /// Nil for a version that is gone meanwhile, or that a program made which told of no score.
    private func score(of served: ServedVersion) async throws -> Evaluation.Score? {
        if let known = known.withLock({ $0[served.model] }), known.served === served { return known.score }
        let version: VersionInfo
        do {
            version = try await registry.version(served.number, of: served.model)
        } catch let refusal as Refusal where refusal.kind == .notFound {
            return nil
        }
        guard let judgement = try? CanonicalJSON.decode(Judgement.self, from: version.evaluation) else { return nil }
        let score = judgement.evaluation.all
        known.withLock { known in
            known = known.filter { $0.value.served != nil }
            known[served.model] = Known(served: served, score: score)
        }
        return score
    }

    private func ofDisk() throws -> [CollectedMetric] {
        let current = settings.current
        let (free, floor) = (try DiskSpace.free(current.paths.archive), current.inbox.diskFloor)
        return [
            CollectedMetric("learnd_disk_free_bytes", help: "Bytes that the daemon may still write where the archive is.", Double(free)),
            CollectedMetric(
                "learnd_disk_floor_bytes",
                help: "No files are accepted while fewer bytes than this are free (inbox.disk_floor).",
                Double(floor)
            ),
            // Not what intake said when it last had a file to take: there may be none.
            CollectedMetric("learnd_intake_stopped", help: "1 while no file is accepted because disk space is low.", free < floor ? 1 : 0),
            CollectedMetric(
                "learnd_damage_found",
                help: "Damage in the state, found at the start or by the scrub.",
                Double(findings.found.count)
            ),
        ]
    }
}
