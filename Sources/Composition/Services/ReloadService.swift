import Logging
import ServiceLifecycle
import UnixSignals

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
