import Logging
import Pipeline
import ServiceLifecycle

/// Reads archive and database again, round after round.
struct ScrubService: Service {
    let scrub: Scrub
    let settings: LiveSettings
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await scrub.round { settings.current.scrub.interval }
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("archive and database were not read through: \(error); it is tried again")
                    try? await Task.sleep(for: .seconds(60))
                }
            }
        }
    }
}
