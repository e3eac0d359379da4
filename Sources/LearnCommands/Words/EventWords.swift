import Domain
import LearnAPI

/// An event in one line.
enum EventWords {
    static func line(_ event: Event) -> String {
        let model = event.model.map { "\($0): " } ?? ""
        return (ModelWords.time(event.at) + "  " + model + what(event)).printable
    }

    private static func what(_ event: Event) -> String {
        let reason = event.reason.map { ": \($0)" } ?? ""
        switch event.type {
        case .batchRecorded, .batchChanged: return event.batch.map(BatchWords.sentence) ?? "a file changed its state"
        case .fileRefused: return "\(event.file ?? "a file") was refused\(reason)"
        case .intakeStopped: return "intake stopped\(reason)"
        case .jobStarted where event.batches?.isEmpty == true: return "job \(number(event)) refines the encoder"
        case .jobStarted: return "job \(number(event)) learns \(Amounts.count(event.batches?.count ?? 0, "file"))"
        case .jobProgress:
            let loss = event.loss.map { ", loss \(Amounts.fixed($0, digits: 3))" } ?? ""
            let phase = event.progress.map(JobWords.phase) ?? "step \(event.step ?? 0) of \(event.steps ?? 0)"
            return "job \(number(event)) \(phase)\(loss)"
        case .jobAttemptFailed: return "job \(number(event)) failed (\(event.failures ?? 1) in a row)\(reason)"
        case .jobYielded: return "job \(number(event)) lets others go first and goes on afterwards"
        case .jobSplit: return "job \(number(event)) is split\(reason)"
        case .jobDropped: return "job \(number(event)) is over\(reason)"
        case .judged: return "the gate " + (event.gate.map(verdict) ?? "has judged")
        case .versionCommitted:
            return event.version.map { "version \($0.number) committed, \(VersionWords.state($0))" } ?? "a version was committed"
        case .versionActivated: return "version \(ModelWords.number(event.to)) serves (\(event.activation?.rawValue ?? "changed"))"
        case .modelPaused: return "paused\(reason)"
        case .modelResumed: return "resumed"
        case .modelRelearned: return "is being relearned from its first file on\(reason)"
        case .modelReformed: return "is being relearned under changed settings\(reason)"
        case .modelRemoved: return "removed\(reason)"
        case .dropped: return "the daemon stopped sending events because this client read them too slowly"
        default: return event.type.rawValue + reason
        }
    }

    private static func number(_ event: Event) -> String { event.job?.description ?? "?" }

    private static func verdict(_ gate: GateReport) -> String {
        gate.passed ? "passes the candidate" : "holds the candidate: " + gate.reasons.joined(separator: "; ")
    }
}
