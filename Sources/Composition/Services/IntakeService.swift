import Configuration
import Inbox
import Logging
import Pipeline
import ServiceLifecycle
import Systemd
import Threads

/// Looks into the inbox whenever something moved there, something has settled, or a round is due.
struct IntakeService: Service {
    let intake: IntakeStage
    let watcher: InboxWatcher
    let settings: LiveSettings
    /// Rung when there may be something to learn.
    let learning: WakeSignal
    let part: ProgressTracker.Part
    let logger: Logger

    func run() async throws {
        let signal = WakeSignal()
        await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown {
                await withTaskGroup { group in
                    group.addTask { for await _ in watcher.wakeUps { signal.raise() } }
                    group.addTask { await look(signal) }
                }
            }
        } onGracefulShutdown: {
            intake.stop()
        }
        watcher.stop()
    }

    private func look(_ signal: WakeSignal) async {
        do {
            // Settings may have changed while no daemon ran.
            _ = try await intake.reform(settings.specifications, settings.intake)
        } catch is CancellationError {
            return part.leave()
        } catch {
            logger.error("changed settings were not looked at: \(error); they are before each model's next file")
        }
        while !Task.isCancelled {
            var pause = settings.current.inbox.scanInterval
            do {
                let next = try await intake.takeWhatIsReady(settings.specifications, settings.intake)
                if let next { pause = min(pause, next) }
                if intake.stoppedBecause != nil { pause = min(pause, .seconds(5)) }
            } catch is CancellationError {
                break
            } catch {
                logger.error("the inbox could not be read: \(error); it is tried again")
                pause = .seconds(5)
            }
            learning.raise()
            await signal.wait(atMost: pause)
        }
        part.leave()
    }
}
