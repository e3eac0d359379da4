import Pipeline
import ServiceLifecycle
import Systemd

/// Tells the service manager what the daemon is doing, and counts what happens.
struct StatusService: Service {
    let notifier: Notifier
    let events: EventBus
    let responses: DaemonResponses
    let metrics: PipelineMetrics

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await event in events.subscribe() {
                metrics.count(event)
                notifier.status(responses.doing)
            }
        }
        notifier.stopping(status: "stopping")
    }
}
