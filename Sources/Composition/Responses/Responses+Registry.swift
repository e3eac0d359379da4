import ContinualLearning
import Domain
import LearnAPI
import Registry

extension BatchResponse {
    init(_ batch: BatchInfo) {
        self.init(
            id: batch.id,
            model: batch.model,
            file: batch.fileName,
            sha256: batch.digest,
            bytes: batch.byteCount,
            rows: batch.rowCount,
            skippedRows: batch.refusedRowCount,
            warnings: batch.warnings,
            notes: batch.notes.isEmpty ? nil : batch.notes,
            state: batch.state,
            reason: batch.reason,
            receivedAt: batch.receivedAt.iso8601,
            duplicateOf: batch.duplicateOf,
            version: batch.version
        )
    }
}

extension LearnAPI.Initiator {
    init(_ initiator: Registry.Initiator) {
        self.init(uid: initiator.uid, pid: initiator.pid, user: initiator.user)
    }
}

extension PauseState {
    init(_ paused: ModelInfo.Pause) {
        self.init(reason: paused.reason, since: paused.since.iso8601, by: LearnAPI.Initiator(paused.by))
    }
}

extension Activation {
    init(_ activation: ActivationInfo) {
        self.init(
            id: activation.id,
            kind: activation.kind,
            from: activation.from,
            to: activation.to,
            by: LearnAPI.Initiator(activation.by),
            reason: activation.reason,
            at: activation.at.iso8601
        )
    }
}

extension JobPhaseProgress {
    init(_ progress: JobProgress) {
        self.init(phase: Phase(rawValue: progress.phase.rawValue), done: progress.done, of: progress.of)
    }
}

extension LearnedFile {
    init(_ batch: BatchInfo) {
        self.init(batch: batch.id, file: batch.fileName, sha256: batch.digest, rows: batch.rowCount, state: batch.state)
    }
}
