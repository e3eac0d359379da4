import Glibc
import LearnAPI
import LearnClient

/// `check`: is all well, seen from here? Each socket is asked on its own.
public struct CheckVerb: Sendable {
    private let sockets: SocketSelection
    private let console: Console
    private let json: Bool
    /// This program's release.
    private let release: String

    /// - Parameters:
    ///   - sockets: All of them are asked, not only the first that answers.
    ///   - json: Whether findings are printed as JSON.
    ///   - release: This program's, to be compared with the daemon's.
    public init(sockets: SocketSelection, console: Console, json: Bool, release: String) {
        self.sockets = sockets
        self.console = console
        self.json = json
        self.release = release
    }

    /// - Throws: `Ending` where something fails: with the status of the error where no socket answers, else `failed`.
    public func run() async throws {
        var findings: [Finding] = []
        var status: StatusResponse?
        var lastError: ClientError?
        for candidate in sockets.candidates {
            let reply = await ask(candidate)
            findings.append(Findings.socket(candidate, reply))
            switch reply {
            case .success(let answer): status = status ?? answer
            case .failure(let error): lastError = error
            }
        }
        if let status {
            findings.append(Findings.release(status, own: release))
            findings.append(Findings.inbox(status, refusal: inboxRefusal(status.inbox)))
            findings += Findings.waiting(status)
            findings.append(Findings.disk(status))
            findings += Findings.state(status)
            findings += Findings.scrub(status)
            // Before the models: one that lacked its base may answer again when that was read.
            findings += await bases()
            findings += Findings.models(await statusNow() ?? status)
            findings += await remarks(status)
        }
        console.lines(
            json
                ? [try JSONForm.text(["findings": findings], console)]
                : Findings.lines(findings, colors: console.traits.colors, width: console.traits.fitting)
        )
        if status == nil, let lastError { throw Ending(CommandStatus(of: lastError)) }
        if findings.contains(where: { $0.grade == .fail }) { throw Ending(.failed) }
    }

    private func statusNow() async -> StatusResponse? {
        try? await DaemonClient.with(sockets: sockets, timeout: .seconds(5)) { try await $0.status() }
    }

    /// What became of the bases: all of them are read where this may be asked for, else their documents.
    private func bases() async -> [Finding] {
        do {
            return try await DaemonClient.with(sockets: sockets, timeout: .seconds(5)) { client in
                if let answer = try? await client.checkBases() { return Findings.bases(answer.bases, wasRead: true) }
                return Findings.bases(try await client.bases().bases, wasRead: false)
            }
        } catch {
            // A daemon of an earlier release knows none.
            return []
        }
    }

    /// What the gate has to say of the versions that serve: classes that are never answered right, a model no better than a constant.
    private func remarks(_ status: StatusResponse) async -> [Finding] {
        let serving = status.models.compactMap { model in model.serving.map { (model.name, $0) } }
        let answers = try? await DaemonClient.with(sockets: sockets, timeout: .seconds(5)) { client in
            var findings: [Finding] = []
            for (model, version) in serving {
                // Another one may serve by now.
                guard let answer = try? await client.version(version, of: model) else { continue }
                findings += (answer.gate?.remarks ?? []).map { Finding(.warn, "model \(model)", "version \(version): \($0)") }
            }
            return findings
        }
        return answers ?? []
    }

    /// Why no file may be put there by whoever asks.
    private func inboxRefusal(_ inbox: String) -> String? {
        guard access(inbox, W_OK | X_OK) != 0 else { return nil }
        let problem = errno
        let reason = String(cString: strerror(problem))
        return problem == EACCES ? "\(reason); \(FileAccess.remedy(for: inbox, installedGroup: "learnd-drop"))" : reason
    }

    private func ask(_ candidate: SocketSelection.Candidate) async -> Findings.Reply {
        do {
            let only = SocketSelection(candidates: [candidate])
            return .success(try await DaemonClient.with(sockets: only, timeout: .seconds(5)) { try await $0.status() })
        } catch let error as ClientError {
            return .failure(error)
        } catch {
            return .failure(.broken("\(error)"))
        }
    }
}
