import Domain
import FoundationEssentials
import Glibc
import LearnAPI

/// One damage, one start, and what is to be said of it.
struct DamageTrial {
    /// How a start may end.
    enum Outcome: String, CaseIterable {
        /// It does not start, and says why: exit status 78.
        case refused
        /// It answers with another version than before, and says so.
        case fellBack = "fell back"
        /// It answers as before, and says what is damaged.
        case told
        /// It answers as before.
        case same
    }

    struct Verdict {
        var outcome: Outcome
        /// What was said first.
        var words = ""
        /// What must not be.
        var faults: [String] = []
    }

    let state: StoppedState
    let damage: Damage
    let daemon: DaemonUnderTest
    /// Versions that are asked, `model/number`.
    let versions: [String]
    /// Whether the daemon is stopped as systemd does it, and not killed.
    let stops: Bool

    func run() async throws -> Verdict {
        try state.lay(into: daemon.folder, damage)
        unlink(daemon.folder.log)
        let archived = Set(archive())
        var verdict = try await start()
        let lost = archived.subtracting(archive())
        if !lost.isEmpty { verdict.faults.append("the start has removed \(lost.sorted()) from the archive") }
        for sign in ["Fatal error", "Program crashed", "Could not cast"] where log().contains(sign) {
            verdict.faults.append("the log has '\(sign)'")
        }
        if verdict.outcome == .refused || verdict.outcome == .same && damage.file.hasPrefix("archive/") {
            verdict.faults += try await mended()
        }
        return verdict
    }

    private func start() async throws -> Verdict {
        let program = try daemon.launch(state.settings)
        var verdict: Verdict
        switch try await ready(program) {
        case nil: verdict = Verdict(outcome: .same, faults: ["it neither became ready nor ended in 30 s"])
        case .some(.ended(let ending)): return refusal(ending)
        case .some(.ready):
            do {
                verdict = try await judge()
            } catch {
                verdict = Verdict(outcome: .same, faults: ["it could not be asked: \(error)"])
            }
        }
        if let ending = program.hasEnded { verdict.faults.append("it ended while it was asked: \(ending)") }
        let ending = stops ? await daemon.stop() : await daemon.kill()
        if stops, ending != .code(0) {
            verdict.faults.append("asked to stop, it ended by \(String(describing: ending)): \(log().suffix(1000))")
        }
        return verdict
    }

    private enum Started {
        case ready
        case ended(RunningProgram.Ending)
    }

    private func ready(_ program: RunningProgram) async throws -> Started? {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            if let ending = program.hasEnded { return .ended(ending) }
            if (try? await daemon.predictSocket.get("/health/ready"))?.status == 200 { return .ready }
            try await Task.sleep(for: .milliseconds(3))
        }
        return nil
    }

    /// It has to name a file, and what to do.
    private func refusal(_ ending: RunningProgram.Ending) -> Verdict {
        let words = log().split(separator: "\n").last { $0.hasPrefix("learnd: ") }.map(String.init) ?? ""
        var verdict = Verdict(outcome: .refused, words: words)
        if ending != .code(78) { verdict.faults.append("it ended by \(ending): \(log().suffix(500))") }
        if !words.contains(daemon.folder.state) || !words.contains("; ") {
            verdict.faults.append("it does not say where and what to do: \(words)")
        }
        return verdict
    }

    private func judge() async throws -> Verdict {
        var record = try await StateRecord.take(from: daemon, versions: versions)
        var faults = record.untrue(to: state.record, isAtWork: state.isAtWork)
        let differences = record.differences(from: state.record, isAtWork: state.isAtWork)
        // A file that was still being taken is archived again.
        func mustTell() -> Bool {
            !differences.isEmpty
                || isArchived(damage.file) && damage.content == nil && access("\(daemon.folder.state)/\(damage.file)", F_OK) != 0
        }
        if mustTell(), record.told.isEmpty {
            // Archive and versions are looked through after the start.
            let end = ContinuousClock.now + .seconds(20)
            while mustTell(), record.told.isEmpty, ContinuousClock.now < end {
                record.status = try await daemon.client.status()
                try await Task.sleep(for: .milliseconds(10))
            }
            if mustTell(), record.told.isEmpty { faults.append("nothing is told: \(differences.joined(separator: "\n        "))") }
        }
        let told = record.told
        let hasFallenBack = told.contains { $0.contains("fell back") }
        return Verdict(outcome: hasFallenBack ? .fellBack : told.isEmpty ? .same : .told, words: told.first ?? "", faults: faults)
    }

    /// With the file as it was everything is as it was: the start has lost nothing.
    private func mended() async throws -> [String] {
        try state.mend(damage, in: daemon.folder)
        let program = try daemon.launch(state.settings)
        guard case .ready? = try await ready(program) else {
            await daemon.kill()
            return ["with the file put back it does not start: \(log().suffix(500))"]
        }
        let record = try await StateRecord.take(from: daemon, versions: versions)
        await daemon.kill()
        let faults =
            record.untrue(to: state.record, isAtWork: state.isAtWork) + record.differences(from: state.record, isAtWork: state.isAtWork)
            + record.told
        return faults.map { "with the file put back: \($0)" }
    }

    private func log() -> String { (try? String(contentsOfFile: daemon.folder.log, encoding: .utf8)) ?? "" }

    private func archive() -> [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: daemon.folder.state + "/archive")) ?? []).filter(isArchived)
    }

    /// Its name is a SHA-256.
    private func isArchived(_ path: String) -> Bool { path.split(separator: "/").last?.count == 64 }
}
