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
                    while !Task.isShuttingDownGracefully {
                        part.working(on: "the choice of the next job", within: .seconds(60))
                        guard try await learning.learnNext(settings.specifications, settings.learning) else { break }
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
        learning.endErrands()
        part.leave()
    }
}
