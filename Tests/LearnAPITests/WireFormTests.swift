import Domain
import FoundationEssentials
import LearnAPI
import Testing

/// The documents are public: each is written here as a client sees it, and must read back as it was.
@Suite("Wire forms")
struct WireFormTests {
    private static let digest = Digest(hex: String(repeating: "0f", count: 32))!
    private static let time = "2026-01-02T03:04:05.678Z"
    private static let hex = String(repeating: "0f", count: 32)

    private func expect<Document: Codable & Equatable>(_ document: Document, _ text: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(document), as: UTF8.self) == text)
        #expect(try JSONDecoder().decode(Document.self, from: Data(text.utf8)) == document)
    }

    @Test("an error has kind, what, where and fix, and leaves out what there is nothing to say of")
    func errors() throws {
        try expect(
            ErrorBody(Refusal(.tooLarge, what: "w", at: "p", fix: "f")),
            #"{"error":{"fix":"f","kind":"too_large","what":"w","where":"p"}}"#
        )
        try expect(ErrorBody(Refusal(.notFound, what: "w")), #"{"error":{"kind":"not_found","what":"w"}}"#)
        try expect(InferenceError(error: "e"), #"{"error":"e"}"#)
    }

    @Test(
        "each kind of refusal has its word",
        arguments: [
            (Refusal.Kind.invalid, "invalid"), (.forbidden, "forbidden"), (.notFound, "not_found"), (.conflict, "conflict"),
            (.tooLarge, "too_large"), (.refusedByGate, "refused_by_gate"), (.busy, "busy"), (.failed, "failed"),
            (.unavailable, "unavailable"),
        ]
    )
    func kinds(kind: Refusal.Kind, word: String) throws {
        try expect(ErrorBody(Refusal(kind, what: "w")), #"{"error":{"kind":"\#(word)","what":"w"}}"#)
    }

    @Test("status and models")
    func status() throws {
        let by = Initiator(uid: 1000, pid: 7, user: "ada")
        let model = ModelSummary(
            name: try ModelName("iris"),
            task: .classification,
            serving: VersionNumber(2),
            head: VersionNumber(3),
            versions: 3,
            paused: PauseState(reason: "r", since: Self.time, by: by),
            job: JobState(id: JobID(4), progress: JobPhaseProgress(phase: .train, done: 5, of: 9), batches: [BatchID(6)]),
            batches: ["held": 1]
        )
        let pauseText = #"{"by":{"pid":7,"uid":1000,"user":"ada"},"reason":"r","since":"\#(Self.time)"}"#
        let modelText =
            #"{"batches":{"held":1},"head":3,"hold":\#(pauseText),"#
            + #""job":{"batches":[6],"id":4,"progress":{"done":5,"of":9,"phase":"train"},"step":5,"steps":9},"name":"iris","paused":\#(pauseText),"serving":2,"task":"classification","versions":3}"#
        try expect(ModelsResponse(models: [model]), #"{"models":[\#(modelText)]}"#)
        try expect(
            StatusResponse(
                version: "1.0.0",
                pid: 8,
                startedAt: Self.time,
                doing: "d",
                socket: "admin",
                inbox: "/i",
                rejected: "/r",
                freeBytes: 2,
                floorBytes: 1,
                intakeStopped: "full",
                models: [model]
            ),
            #"{"doing":"d","floor_bytes":1,"free_bytes":2,"inbox":"/i","intake_stopped":"full","models":[\#(modelText)],"pid":8,"#
                + #""rejected":"/r","socket":"admin","started_at":"\#(Self.time)","version":"1.0.0"}"#
        )
        try expect(
            ModelSummary(name: try ModelName("new"), versions: 0, batches: [:]),
            #"{"batches":{},"name":"new","versions":0}"#
        )
        try expect(
            SchemaDescription(columns: [.init(name: "a", kind: ColumnKind(rawValue: "numeric"))], label: "y", task: .regression),
            #"{"columns":[{"kind":"numeric","name":"a"}],"label":"y","task":"regression"}"#
        )
    }

    private var batch: BatchResponse {
        get throws {
            BatchResponse(
                id: BatchID(6),
                model: try ModelName("iris"),
                file: "a.csv",
                sha256: Self.digest,
                bytes: 10,
                rows: 9,
                skippedRows: 1,
                warnings: ["w"],
                state: .setAside,
                reason: "r",
                receivedAt: Self.time,
                duplicateOf: BatchID(2),
                version: VersionNumber(3)
            )
        }
    }

    private static let batchText =
        #"{"bytes":10,"duplicate_of":2,"file":"a.csv","id":6,"model":"iris","reason":"r","received_at":"\#(time)","refused_rows":1,"rows":9,"#
        + #""sha256":"\#(hex)","skipped_rows":1,"state":"set_aside","version":3,"warnings":["w"]}"#

    @Test("batches")
    func batches() throws {
        try expect(BatchesResponse(batches: [batch], before: BatchID(6)), #"{"batches":[\#(Self.batchText)],"before":6}"#)
        try expect(SetAsideRequest(reason: "r"), #"{"reason":"r"}"#)
    }

    @Test("versions with evaluation, gate and training")
    func versions() throws {
        let evaluation = EvaluationReport(
            metric: .accuracy,
            all: .init(rows: 4, value: 0.75),
            files: [.init(batch: BatchID(6), file: "a.csv", rows: 4, value: 0.75, best: 0.8)],
            classes: [.init(label: "x", rows: 4, value: 0.75)],
            forgetting: 0.025,
            forgettingRows: 40,
            confusions: [.init(label: "x", answer: "y", rows: 1)]
        )
        let version = VersionSummary(
            number: VersionNumber(3),
            digest: Self.digest,
            parent: VersionNumber(2),
            state: .held,
            serving: false,
            hasServed: false,
            reason: "r",
            createdAt: Self.time,
            files: [LearnedFile(batch: BatchID(6), file: "a.csv", sha256: Self.digest, rows: 9)],
            bytes: 100,
            evaluation: evaluation
        )
        let versionText =
            #"{"bytes":100,"created_at":"\#(Self.time)","digest":"\#(Self.hex)","evaluation":{"all":{"rows":4,"value":0.75},"#
            + #""classes":[{"label":"x","rows":4,"value":0.75}],"confusions":[{"answer":"y","label":"x","rows":1}],"files":[{"batch":6,"best":0.8,"file":"a.csv","rows":4,"value":0.75}],"#
            + #""forgetting":0.025,"forgetting_rows":40,"metric":"accuracy"},"files":[{"batch":6,"file":"a.csv","rows":9,"sha256":"\#(Self.hex)"}],"#
            + #""has_served":false,"number":3,"parent":2,"reason":"r","serving":false,"state":"held"}"#
        try expect(
            VersionsResponse(model: ModelName("iris"), serving: VersionNumber(2), versions: [version]),
            #"{"model":"iris","serving":2,"versions":[\#(versionText)]}"#
        )
        try expect(
            VersionResponse(
                model: ModelName("iris"),
                version: version,
                gate: GateReport(
                    passed: false,
                    enabled: true,
                    reasons: ["r"],
                    serving: 0.9,
                    candidate: 0.8,
                    rows: 10,
                    loss: 0.1,
                    certainLoss: 0.05,
                    margin: 0.02,
                    lossSinceLearned: 0.25,
                    certainLossSinceLearned: 0.125
                ),
                training: TrainingReport(steps: 300, seconds: 1.5, loss: 0.25, memoryRows: 200)
            ),
            #"{"gate":{"candidate":0.8,"certain_loss":0.05,"certain_loss_since_learned":0.125,"enabled":true,"loss":0.1,"loss_since_learned":0.25,"margin":0.02,"passed":false,"#
                + #""reasons":["r"],"rows":10,"serving":0.9},"model":"iris","#
                + #""training":{"loss":0.25,"memory_rows":200,"seconds":1.5,"steps":300},"version":\#(versionText)}"#
        )
    }

    @Test("commands and their answers")
    func commands() throws {
        try expect(
            RollbackRequest(to: VersionNumber(2), dryRun: true, requeue: false, reason: "r"),
            #"{"dry_run":true,"reason":"r","requeue":false,"to":2}"#
        )
        try expect(PromoteRequest(version: VersionNumber(3)), #"{"version":3}"#)
        try expect(PauseRequest(), "{}")
        try expect(PauseResponse(model: ModelName("iris"), changed: false), #"{"changed":false,"model":"iris"}"#)
        try expect(
            ActivationResponse(model: ModelName("iris"), from: VersionNumber(3), to: VersionNumber(2), applied: true, batches: [batch]),
            #"{"applied":true,"batches":[\#(Self.batchText)],"from":3,"model":"iris","to":2}"#
        )
        try expect(
            HistoryResponse(
                model: ModelName("iris"),
                activations: [
                    Activation(
                        id: 1,
                        kind: .rollback,
                        from: VersionNumber(3),
                        to: VersionNumber(2),
                        by: Initiator(uid: 0, pid: 1),
                        reason: "r",
                        at: Self.time
                    )
                ]
            ),
            #"{"activations":[{"at":"\#(Self.time)","by":{"pid":1,"uid":0},"from":3,"id":1,"kind":"rollback","reason":"r","to":2}],"#
                + #""model":"iris"}"#
        )
        try expect(
            ReloadResponse(applied: [.init(key: "k", from: "1", to: "2", takesEffect: "at once")], needsRestart: [], warnings: []),
            #"{"applied":[{"from":"1","key":"k","takes_effect":"at once","to":"2"}],"needs_restart":[],"warnings":[]}"#
        )
    }

    @Test("models that are learned again or removed")
    func modelChanges() throws {
        let relearned = RelearnResponse(
            model: try ModelName("iris"),
            versions: 3,
            waiting: 2,
            duplicates: 1,
            refused: [try batch],
            setAside: 4,
            label: "y",
            task: .regression,
            notes: ["n"]
        )
        let text =
            #"{"duplicates":1,"label":"y","model":"iris","notes":["n"],"refused":[\#(Self.batchText)],"set_aside":4,"task":"regression","#
            + #""versions":3,"waiting":2}"#
        try expect(ModelChangeRequest(reason: "r"), #"{"reason":"r"}"#)
        try expect(RelearnRequest(method: "analytic", reason: "r"), #"{"method":"analytic","reason":"r"}"#)
        try expect(relearned, text)
        try expect(
            RemoveResponse(model: ModelName("iris"), versions: 3, files: 2, archivedFiles: 1, unreadFiles: 5),
            #"{"archived_files":1,"files":2,"model":"iris","unread_files":5,"versions":3}"#
        )
        try expect(
            HistoryResponse(
                model: ModelName("iris"),
                activations: [],
                changes: [ModelChange(id: 1, kind: .removed, versions: 3, files: 2, by: Initiator(uid: 0, pid: 1), at: Self.time)]
            ),
            #"{"activations":[],"changes":[{"at":"\#(Self.time)","by":{"pid":1,"uid":0},"files":2,"id":1,"kind":"removed","versions":3}],"#
                + #""model":"iris"}"#
        )
        try expect(
            ReloadResponse(
                applied: [.init(key: "k", from: "1", to: "2", takesEffect: "new models", note: "has no effect")],
                needsRestart: [],
                warnings: [],
                reformed: [relearned]
            ),
            #"{"applied":[{"from":"1","key":"k","note":"has no effect","takes_effect":"new models","to":"2"}],"needs_restart":[],"#
                + #""reformed":[\#(text)],"warnings":[]}"#
        )
    }

    @Test("predictions")
    func predictions() throws {
        try expect(
            PredictResponse(
                model: ModelName("iris"),
                version: VersionNumber(2),
                predictions: [RowPrediction(label: "x", probability: 0.75, probabilities: ["x": 0.75, "y": 0.25])]
            ),
            #"{"model":"iris","predictions":[{"label":"x","probabilities":{"x":0.75,"y":0.25},"probability":0.75}],"version":2}"#
        )
        try expect(RowPrediction(value: 1.5), #"{"value":1.5}"#)
    }

    @Test("the Open Inference Protocol's")
    func inference() throws {
        try expect(
            InferenceModel(
                name: "iris",
                versions: ["1"],
                platform: "p",
                inputs: [.init(name: "a", datatype: "FP64", shape: [-1])],
                outputs: []
            ),
            #"{"inputs":[{"datatype":"FP64","name":"a","shape":[-1]}],"name":"iris","outputs":[],"platform":"p","versions":["1"]}"#
        )
        try expect(InferenceServer(name: "n", version: "1", extensions: ["e"]), #"{"extensions":["e"],"name":"n","version":"1"}"#)
        try expect(InferenceState(ready: true, name: "m"), #"{"name":"m","ready":true}"#)
        try expect(HealthResponse(status: "live"), #"{"status":"live"}"#)
    }

    @Test("an event has its type, its time, and what belongs to it alone; a type not known yet is read")
    func events() throws {
        try expect(
            Event(type: .jobProgress, at: Self.time, model: ModelName("iris"), job: JobID(4), step: 5, steps: 9, loss: 0.5),
            #"{"at":"\#(Self.time)","job":4,"loss":0.5,"model":"iris","step":5,"steps":9,"type":"job_progress"}"#
        )
        try expect(
            Event(type: .batchRecorded, at: Self.time, batch: batch),
            #"{"at":"\#(Self.time)","batch":\#(Self.batchText),"type":"batch_recorded"}"#
        )
        try expect(Event(type: .init(rawValue: "tomorrow"), at: Self.time), #"{"at":"\#(Self.time)","type":"tomorrow"}"#)
    }
}
