import Domain
import FakeDaemon
import LearnCommands
import Synchronization
import Testing

@Suite("Verbs that take versions away")
struct RelearnVerbTests {
    private static func relearned(_ extra: String = "") -> String {
        #"{"model":"iris","versions":2,"waiting":3,"duplicates":0,"refused":[],"set_aside":0,"label":"species","task":"classification"\#(extra)}"#
    }

    private static let removed = #"{"model":"iris","versions":1,"files":3,"archived_files":2,"unread_files":1}"#

    @Test("relearn says what went, what waits, and what the label is now")
    func relearn() async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, Self.relearned(#","notes":["label: species (as set)"]"#)) }) { daemon in
            let (paper, status) = await run(daemon.folder) { try await $0.relearn(ModelName("iris"), reason: "label", consent: .given) }
            #expect(status == .ok)
            #expect(
                paper.out == """
                    relearning iris: 2 versions deleted, 3 files queued
                      label 'species', classification
                      label: species (as set)

                    """
            )
            #expect(daemon.requests.map(\.route) == ["POST /v1/models/iris/relearn"], "with --yes nothing else is asked")
            #expect(daemon.requests.first?.body == #"{"reason":"label"}"#)
        }
    }

    @Test("relearn names what is refused now, what stays set aside, and that the model is paused")
    func remainders() async throws {
        let refused = Bodies.batch(3, "refused", extra: #","reason":"no column 'species'""#)
        let answer =
            #"{"model":"iris","versions":1,"waiting":1,"duplicates":2,"refused":[\#(refused)],"set_aside":1,"label":"species","#
            + #""task":"classification","paused":{"reason":"r","since":"t","by":{"uid":0,"pid":1}}}"#
        try await FakeDaemon.run(answer: { _ in .json(200, answer) }) { daemon in
            let (paper, _) = await run(daemon.folder) { try await $0.relearn(ModelName("iris"), reason: nil, consent: .given) }
            #expect(
                paper.out == """
                    relearning iris: 1 version deleted, 1 file queued
                      label 'species', classification
                      batch 3 (day3.csv) is now refused: no column 'species'
                      2 duplicate files skipped
                      1 file stays set aside; 'learnctl requeue BATCH' reads one again and queues it
                    iris is paused: files wait until 'learnctl resume iris'

                    """
            )
        }
    }

    @Test("remove says what went, and what in the inbox nobody has read")
    func remove() async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, Self.removed) }) { daemon in
            let (paper, status) = await run(daemon.folder) { try await $0.remove(ModelName("iris"), reason: nil, consent: .given) }
            #expect(status == .ok)
            #expect(
                paper.out == """
                    iris is removed: 1 version and the records of 3 files deleted, with their 2 archived copies
                    its inbox folder still holds 1 file that learnd has not read yet: it will create a new model of this name

                    """
            )
        }
    }

    @Test("on a terminal the question says how many versions and files go, and only a yes has it done", arguments: [true, false])
    func asked(yes: Bool) async throws {
        let summary = Bodies.model(Bodies.summary(batches: #"{"learned":2,"set_aside":1}"#))
        let answers = [
            "GET /v1/models/iris": summary, "POST /v1/models/iris/relearn": Self.relearned(), "POST /v1/models/iris/remove": Self.removed,
        ]
        try await FakeDaemon.run(answer: { .json(200, answers[$0.route] ?? "{}") }) { daemon in
            let questions = Mutex<[String]>([])
            let consent = Consent.asked { question in
                questions.withLock { $0.append(question) }
                return yes
            }
            for verb in ["relearn", "remove"] {
                let (paper, status) = await run(daemon.folder) { session in
                    if verb == "relearn" {
                        try await session.relearn(ModelName("iris"), reason: nil, consent: consent)
                    } else {
                        try await session.remove(ModelName("iris"), reason: nil, consent: consent)
                    }
                }
                #expect(status == (yes ? .ok : .failed))
                #expect(daemon.requests.contains { $0.route == "POST /v1/models/iris/\(verb)" } == yes)
                if !yes { #expect(paper.error == "nothing was changed\n") }
            }
            #expect(
                questions.withLock { $0 } == [
                    "This permanently deletes 2 versions of model 'iris' and reads its 2 files again with the current settings. "
                        + "The model cannot serve predictions until its first file has been learned. Relearn it? [y/N] ",
                    "This permanently deletes model 'iris': 2 versions and 3 files. Remove it? [y/N] ",
                ]
            )
        }
    }

    @Test("where nobody can be asked, nothing is done, and the advice is --yes")
    func nobodyThere() async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, "{}") }) { daemon in
            let (paper, status) = await run(daemon.folder) { try await $0.remove(ModelName("iris"), reason: nil, consent: .nobodyThere) }
            #expect(status == .usage)
            #expect(paper.error.contains("so pass --yes"))
            #expect(daemon.requests.isEmpty)
        }
    }

    @Test("a file that can no longer be read when it is queued again ends with 1")
    func requeue() async throws {
        let refused = Bodies.batch(3, "refused", extra: #","reason":"no column 'species'""#)
        try await FakeDaemon.run(answer: { _ in .json(200, refused) }) { daemon in
            let (paper, status) = await run(daemon.folder) { try await $0.requeue([BatchID(3)]) }
            #expect(status == .failed)
            #expect(paper.out == "batch 3 (day3.csv) is refused: no column 'species'\n")
        }
    }

    @Test("reload says which settings reach no model, and which models are relearned")
    func reload() async throws {
        let change = #"{"key":"models.plans.label","from":"plan","to":"channel","takes_effect":"new models","note":"has no effect: n"}"#
        let answer = #"{"applied":[\#(change)],"needs_restart":[],"warnings":[],"reformed":[\#(Self.relearned())]}"#
        try await FakeDaemon.run(answer: { _ in .json(200, answer) }) { daemon in
            let (paper, _) = await run(daemon.folder) { try await $0.reload() }
            #expect(
                paper.out == """
                    models.plans.label: plan → channel: has no effect: n
                    iris is being relearned under the changed settings: 3 files queued
                      label 'species', classification

                    """
            )
        }
    }

    @Test("history has the lines of models that were relearned or removed, in their place")
    func history() async throws {
        let by = #""by":{"uid":0,"pid":1,"user":"root"}"#
        let answer =
            #"{"model":"iris","activations":[{"id":9,"kind":"learned","to":1,\#(by),"at":"2026-11-23T03:00:00.000Z"}],"#
            + #""changes":[{"id":2,"kind":"relearned","versions":0,"files":1,\#(by),"at":"2026-11-23T04:00:00.000Z"},"#
            + #"{"id":1,"kind":"removed","versions":2,"files":5,\#(by),"reason":"a typo","at":"2026-11-23T02:00:00.000Z"}]}"#
        try await FakeDaemon.run(answer: { _ in .json(200, answer) }) { daemon in
            let (paper, _) = await run(daemon.folder) { try await $0.history(of: ModelName("iris")) }
            #expect(
                paper.out == """
                    WHEN (UTC)           WHAT       FROM  TO  BY    REASON
                    2026-11-23 04:00:00  relearned     -   -  root  0 versions deleted, 1 file queued again
                    2026-11-23 03:00:00  learned       -   1  root
                    2026-11-23 02:00:00  removed       -   -  root  2 versions and 5 files deleted: a typo

                    """
            )
        }
    }

    @Test("show has what was understood of the first file above the columns")
    func understood() async throws {
        let model = Bodies.model().replacing(#""specification""#, with: #""notes":["label: species (the last column)"],"specification""#)
        try await FakeDaemon.run(answer: { _ in .json(200, model) }) { daemon in
            let (paper, _) = await run(daemon.folder) { try await $0.show(ModelName("iris"), version: nil) }
            #expect(paper.out.contains("\n\ninferred from the first file\n  label: species (the last column)\n\nCOLUMN"), "\(paper.out)")
        }
    }
}
