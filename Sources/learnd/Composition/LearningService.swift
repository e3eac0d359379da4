import Logging
import Pipeline
import ServiceLifecycle
import Systemd
import Threads

/// Learns while there is something to learn; waits for the signal otherwise.
struct LearningService: Service {
    let learning: LearningStage
    let settings: LiveSettings
    let signal: WakeSignal
    let stop: StopSwitch
    let part: ProgressTracker.Part
    let logger: Logger

    func run() async throws {
        await withGracefulShutdownHandler {
            while !Task.isShuttingDownGracefully && !Task.isCancelled {
                var pause = Duration.seconds(60)
                do {
                    // A child that hangs is stopped by its own silence; the part only answers for the work around it.
                    part.working(on: "learning", within: settings.current.trainer.hangTimeout * 2 + .seconds(600))
                    while !Task.isShuttingDownGracefully,
                        try await learning.learnNext(settings.specifications, LearningSettings(settings.current))
                    {
                        part.working(on: "learning", within: settings.current.trainer.hangTimeout * 2 + .seconds(600))
                    }
                } catch is CancellationError {
                    break
                } catch {
                    logger.error("learning stopped: \(error); it is tried again")
                    pause = .seconds(5)
                }
                part.idle()
                if !Task.isShuttingDownGracefully { await signal.wait(atMost: pause) }
            }
        } onGracefulShutdown: {
            logger.notice("stopping")
            stop.stop(.shutdown)
            signal.raise()
        }
        part.leave()
    }
}
