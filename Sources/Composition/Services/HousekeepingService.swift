import Logging
import Pipeline
import Registry
import ServiceLifecycle
import Threads

/// Takes away what a daemon that was killed left behind: blobs that no version names (if every version is what it was), and files of the archive whose models were removed.
/// Once, after the start. Also tells what of the state does not fit together.
struct HousekeepingService: Service {
    let registry: VersionRegistry
    let intake: IntakeStage
    let audit: StateAudit
    /// The archive's folder.
    let archive: String
    let findings: StateFindings
    let learning: LearningStage
    /// Wakes the learning stage.
    let signal: WakeSignal
    let logger: Logger

    func run() async throws {
        await look()
        // A service that ends by itself while another is being stopped counts as failed, and the daemon with it.
        try? await gracefulShutdown()
    }

    private func look() async {
        do {
            // A blob without a version may be what a damaged one should list.
            let faults = try await VersionProof(registry: registry).checkAll()
            for fault in faults { logger.error("damaged: \(fault)") }
            findings.note(faults)
            if faults.isEmpty {
                await learning.sweepBlobs()
                signal.raise()
            }
        } catch {
            logger.warning("orphaned blobs were not removed: \(error)")
        }
        do {
            try await intake.removeDiscardedFiles()
        } catch {
            logger.warning("files of removed models were not looked for: \(error)")
        }
        do {
            let sentences = try await intake.audit(audit).sentences(archive: archive)
            for sentence in sentences { logger.warning("\(sentence)") }
            findings.note(sentences)
        } catch {
            logger.warning("archive and database were not compared: \(error)")
        }
    }
}
