import Domain
import FakeDaemon
import FoundationEssentials
import LearnAPI
import LearnCommands
import Testing

@Suite("Verbs that change")
struct ChangingVerbTests {
    private static func activation(applied: Bool) -> String {
        let pause = #","paused":{"reason":"rollback","since":"t","by":{"uid":0,"pid":1}}"#
        return
            #"{"model":"iris","from":3,"to":2,"applied":\#(applied),"batches":[\#(Bodies.batch(3, "set_aside"))]\#(applied ? pause : "")}"#
    }

    @Test("rollback says where it went, what is set aside, and that the model is paused until resume")
    func rollback() async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, Self.activation(applied: true)) }) { daemon in
            let (paper, status) = await run(daemon.folder) {
                try await $0.rollback(ModelName("iris"), RollbackRequest(dryRun: false, requeue: false, reason: "bad labels"))
            }
            #expect(status == .ok)
            #expect(
                paper.out == """
                    iris rolled back from version 3 to version 2
                      batch 3 (day3.csv) is now set aside
                    iris is paused: files are accepted but not learned until you run 'learnctl resume iris'

                    """
            )
            let sent = try JSONDecoder().decode(RollbackRequest.self, from: Data((daemon.requests.first?.body ?? "").utf8))
            #expect(sent == RollbackRequest(dryRun: false, requeue: false, reason: "bad labels"))
        }
    }

    @Test("promote says which files are queued again, since the version does not include them")
    func promote() async throws {
        let answer = #"{"model":"iris","from":2,"to":3,"applied":true,"batches":[\#(Bodies.batch(7, "waiting"))]}"#
        try await FakeDaemon.run(answer: { _ in .json(200, answer) }) { daemon in
            let (paper, _) = await run(daemon.folder) { try await $0.promote(ModelName("iris"), VersionNumber(3), reason: nil) }
            #expect(
                paper.out == """
                    iris serves version 3 instead of version 2
                      batch 7 (day7.csv) is queued again: version 3 does not include it

                    """
            )
        }
    }

    @Test("a dry run says what would be, and that nothing was changed")
    func dryRun() async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, Self.activation(applied: false)) }) { daemon in
            let (paper, _) = await run(daemon.folder) {
                try await $0.rollback(ModelName("iris"), RollbackRequest(to: VersionNumber(2), dryRun: true, requeue: false))
            }
            #expect(
                paper.out == """
                    iris would roll back from version 3 to version 2
                      batch 3 (day3.csv) would be set aside
                    nothing was changed (--dry-run)

                    """
            )
        }
    }

    @Test(
        "ends with the status of the contract for each kind of refusal",
        arguments: [
            ("invalid", 400, CommandStatus.failed), ("forbidden", 403, .notAllowed), ("not_found", 404, .failed),
            ("conflict", 409, .failed),
            ("refused_by_gate", 422, .refusedByGate), ("unavailable", 503, .failed),
        ]
    )
    func statuses(kind: String, code: Int, expected: CommandStatus) async throws {
        try await FakeDaemon.run(answer: { _ in .json(code, Bodies.refusal(kind, "no")) }) { daemon in
            let (paper, status) = await run(daemon.folder) { try await $0.resume(ModelName("iris")) }
            #expect(status == expected)
            #expect(paper.out.isEmpty)
            #expect(paper.error == "no\n")
        }
    }

    @Test("hold, resume, requeue, set-aside and reload say what they did")
    func others() async throws {
        let answers = [
            "POST /v1/models/iris/pause": #"{"model":"iris","changed":true,"paused":{"reason":"r","since":"t","by":{"uid":0,"pid":1}}}"#,
            "POST /v1/models/iris/resume": #"{"model":"iris","changed":false}"#,
            "POST /v1/batches/3/requeue": Bodies.batch(3, "waiting"), "POST /v1/batches/4/set-aside": Bodies.batch(4, "set_aside"),
            "POST /v1/reload":
                #"{"applied":[{"key":"server.rows","from":"10","to":"20","takes_effect":"at once"}],"needs_restart":[],"warnings":["w"]}"#,
        ]
        try await FakeDaemon.run(answer: { .json(200, answers[$0.route] ?? "{}") }) { daemon in
            let (paper, status) = await run(daemon.folder) { session in
                try await session.pause(ModelName("iris"), reason: "r")
                try await session.resume(ModelName("iris"))
                try await session.requeue([BatchID(3)])
                try await session.setAside([BatchID(4)], reason: nil)
                try await session.reload()
            }
            #expect(status == .ok)
            #expect(
                paper.out == """
                    iris is paused: files are accepted but not learned until you run 'learnctl resume iris'
                    iris was not paused
                    batch 3 (day3.csv) is waiting
                    batch 4 (day4.csv) is set aside
                    server.rows: 10 → 20 (at once)
                    warning: w

                    """
            )
        }
    }
}
