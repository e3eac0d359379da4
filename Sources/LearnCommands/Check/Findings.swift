import Domain
import LearnAPI
import LearnClient

/// Judges what `check` has seen; it looks at nothing itself.
enum Findings {
    /// What became of asking a socket for the status.
    typealias Reply = Result<StatusResponse, ClientError>

    static func socket(_ candidate: SocketSelection.Candidate, _ reply: Reply) -> Finding {
        let subject = "\(candidate.role.rawValue) socket"
        switch reply {
        case .success(let status): return Finding(.ok, subject, "\(candidate.path) answers (pid \(status.pid))")
        case .failure(let error):
            // Without the admin socket one can still look and predict.
            let mayDoWithout = if case .notAllowed = error { true } else { false }
            return Finding(mayDoWithout ? .warn : .fail, subject, error.description)
        }
    }

    static func release(_ status: StatusResponse, own: String) -> Finding {
        status.version == own
            ? Finding(.ok, "release", "learnctl and learnd are both \(own)")
            : Finding(.warn, "release", "learnctl is \(own) and learnd \(status.version); install the same release, then restart learnd")
    }

    /// - Parameter refusal: Why a file may not be put there from here; nil where it may.
    static func inbox(_ status: StatusResponse, refusal: String?) -> Finding {
        if let reason = status.intakeStopped { return Finding(.fail, "inbox", "no file is accepted: \(reason)") }
        return refusal.map { Finding(.warn, "inbox", "you cannot write to \(status.inbox): \($0)") }
            ?? Finding(.ok, "inbox", "\(status.inbox) is writable")
    }

    /// What lies in the inbox and is not taken, and what was put where no model takes it.
    static func waiting(_ status: StatusResponse) -> [Finding] {
        ((status.waitingFiles ?? []) + (status.misplacedFiles ?? [])).map { Finding(.warn, "inbox", $0) }
    }

    static func state(_ status: StatusResponse) -> [Finding] { (status.damage ?? []).map { Finding(.fail, "state", $0) } }

    /// How much of archive and database was read again.
    static func scrub(_ status: StatusResponse) -> [Finding] {
        guard let scrub = status.scrub else { return [] }
        let now =
            scrub.items == 0
            ? "background check of stored files: none read yet in this pass"
            : "\(scrub.looked) of \(Amounts.count(scrub.items, "file or part", plural: "files and parts")) verified in this pass"
        return [Finding(.ok, "integrity", scrub.lastRound.map { "\(now), all in the one that ended \($0)" } ?? now)]
    }

    static func disk(_ status: StatusResponse) -> Finding {
        let (free, floor) = (Amounts.bytes(status.freeBytes), Amounts.bytes(status.floorBytes))
        let text = "\(free) free (no file is accepted when less than \(floor) is free)"
        if status.freeBytes < status.floorBytes { return Finding(.fail, "disk", text + "; free some space") }
        return Finding(status.freeBytes / 2 < status.floorBytes ? .warn : .ok, "disk", text)
    }

    static func models(_ status: StatusResponse) -> [Finding] {
        status.models.flatMap { model -> [Finding] in
            let subject = "model \(model.name)"
            var findings: [Finding] = []
            if let damage = model.damage {
                findings.append(Finding(.fail, subject, damage))
            }
            // What a person has decided is no warning.
            var decided: [String] = []
            if let pause = model.paused {
                let words = "paused (\(pause.reason)); to continue, run 'learnctl resume \(model.name)'"
                if pause.isByDaemon { findings.append(Finding(.warn, subject, words)) } else { decided.append(words) }
            }
            let held = ModelWords.files(model, .held)
            if held > 0 {
                findings.append(
                    Finding(
                        .warn,
                        subject,
                        "\(Amounts.count(held, "file")) held by the gate; see 'learnctl batches --model \(model.name) --state held', then set-aside, requeue or promote"
                    )
                )
            }
            let failed = model.failed ?? 0
            if failed > 0 {
                findings.append(
                    Finding(
                        .warn,
                        subject,
                        "\(Amounts.count(failed, "file")) could not be learned; see 'learnctl batches --model \(model.name) --state set_aside', then requeue or set-aside"
                    )
                )
            }
            let aside = ModelWords.files(model, .setAside) - failed
            if aside > 0 { decided.append("\(Amounts.count(aside, "file")) set aside") }
            let serves = model.serving.map { "version \($0) serves" } ?? "no version yet"
            if findings.isEmpty { findings.append(Finding(.ok, subject, ([serves] + decided).joined(separator: "; "))) }
            return findings
        }
    }

    /// Every base, read byte by byte where `wasRead`.
    static func bases(_ bases: [BaseSummary], wasRead: Bool) -> [Finding] {
        bases.map { base in
            let subject = "base \(base.name ?? base.digest.short)"
            let readers = base.models.isEmpty ? "no model" : base.models.map(\.text).joined(separator: ", ")
            if let fault = base.fault { return Finding(.fail, subject, "\(fault); read by \(readers)") }
            let size = base.bytes.map { ", \(Amounts.bytes($0))" } ?? ""
            let state = wasRead ? "every byte is as it was written" : "its document is as it was written"
            return Finding(.ok, subject, "\(base.digest.short)\(size): \(state); read by \(readers)")
        }
    }

    static func lines(_ findings: [Finding], colors: Bool, width fitting: Int?) -> [String] {
        let widest = findings.map(\.subject.columns).max() ?? 0
        // Where a terminal has no room beside it, what was found stands below its subject.
        let isNarrow = fitting.map { $0 - widest - 8 < 28 } ?? false
        let width = isNarrow ? 0 : widest
        return findings.flatMap { finding -> [String] in
            let ink: Ink = finding.grade == .ok ? .good : finding.grade == .warn ? .doubtful : .bad
            let grade = ink.paint(finding.grade.rawValue.padded(to: 4, alignment: .leading), if: colors)
            let subject = finding.subject.padded(to: width, alignment: .leading)
            let empty = String(repeating: " ", count: 4 + 2 + width)
            let text = finding.finding.printable.wrapped(to: fitting.map { $0 - width - (isNarrow ? 6 : 8) })
            if isNarrow { return [grade + "  " + finding.subject] + text.map { empty + $0 } }
            return text.enumerated().map { index, line in
                (index == 0 ? grade + "  " + subject : empty) + "  " + line
            }
        }
    }
}
