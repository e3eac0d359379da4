import Glibc
import Logging
import Pipeline
import Registry
import ServiceLifecycle
import Systemd
import UnixSignals

/// Takes away what a daemon that was killed left behind: blobs that no version names, and files of the archive whose models were removed.
/// Once, after the start.
struct HousekeepingService: Service {
    let registry: Registry
    let intake: IntakeLine
    let logger: Logger

    func run() async throws {
        do {
            let sweep = try await registry.sweepOrphans()
            if sweep.count > 0 { logger.info("\(sweep.count) orphaned blobs removed, \(sweep.byteCount) bytes") }
        } catch {
            logger.warning("orphaned blobs were not removed: \(error)")
        }
        do {
            try await intake.removeDiscardedFiles()
        } catch {
            logger.warning("files of removed models were not looked for: \(error)")
        }
    }
}

/// Reads the settings again on SIGHUP.
struct ReloadService: Service {
    let reload: SettingsReload
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                _ = try await reload.run()
                logger.notice("settings read again")
            } catch {
                logger.error("the settings stay as they are: \(error)")
            }
        }
    }
}

/// Tells the service manager what the daemon is doing, and counts what happens.
struct StatusService: Service {
    let notifier: Notifier
    let events: EventBus
    let answers: DaemonAnswers
    let metrics: PipelineMetrics

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await event in events.subscribe() {
                metrics.count(event)
                notifier.status(answers.doing)
            }
        }
        notifier.stopping(status: "stopping")
    }
}
