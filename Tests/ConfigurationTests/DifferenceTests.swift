import Configuration
import Domain
import Testing

@Suite("Reloading")
struct DifferenceTests {
    private func settings(_ text: String) throws -> Settings { try LoadedConfiguration.settings(of: text, path: "/c.yaml") }

    @Test("the same settings differ in nothing")
    func same() throws {
        #expect(LoadedConfiguration.difference(Settings(), Settings()).changes == [])
    }

    @Test("tells each changed key with both values and when it takes hold")
    func changes() throws {
        let old = try settings("log: {level: info}\nmodels: {a: {training: {epochs: 3}}}")
        let new = try settings("log: {level: debug}\nserver: {rows: 5}\ninbox: {settle: 5s}\nmodels: {b: {seed: 2}}")
        let difference = LoadedConfiguration.difference(old, new)
        #expect(
            difference.changes.map(\.description) == [
                "server.rows: 10000 → 5 (restart)",
                "inbox.settle: 2s → 5s (next file)",
                "log.level: info → debug (at once)",
                "models.a.training.epochs: 3 → null (next job)",
                "models.b.seed: 0 → 2 (new models)",
            ]
        )
        #expect(difference.changes.map(\.model?.text) == [nil, nil, nil, "a", "b"])
        #expect(difference.changes.map(\.name) == ["server.rows", "inbox.settle", "log.level", "training.epochs", "seed"])
        #expect(difference.needsRestart.map(\.key) == ["server.rows"])
        #expect(difference.applies.count == 4)
    }

    @Test("a running daemon takes what can change and keeps what needs a restart")
    func reloaded() throws {
        let old = try settings("server: {rows: 7}\npaths: {run: /run/x}")
        let new = try settings("server: {rows: 9}\ninbox: {rows: 9}\ndefaults: {gate: off}")
        let running = old.reloaded(with: new)
        #expect(running.server.rows == 7)
        #expect(running.predict.path == "/run/x/predict.sock")
        #expect(running.paths == old.paths)
        #expect(running.inbox.rows == 9)
        #expect(running.defaults.gate.enabled == false)
        #expect(LoadedConfiguration.difference(running, new).changes.allSatisfy { $0.takesEffect == .restart })
    }

    @Test("every single key is seen when it alone differs, and survives being written and read")
    func everyKey() throws {
        let others = [
            "server.rows": "5", "server.header_bytes": "65KiB", "predict.mode": "0600", "predict.group": "none", "admin.mode": "0600",
            "admin.group": "none",
            "log.level": "debug",
            "network.hidden": "[1]", "network.activation": "gelu", "training.method": "finetune", "gate.enabled": "off",
            "task": "regression",
            "label": "x", "labels": "{x: {task: regression, weight: 2}, y: {}}", "columns": "{a: boolean}", "trainer.nice": "3",
            "trainer.memory": "129MiB", "inbox.memory": "129MiB",
            "trainer.oom_score": "3",
            "holdout.share": "0.3", "network.layers": "[conv 4 3x3, relu]", "network.image": "8x9x3", "training.optimizer": "sgd",
            "training.features": "128", "training.nesterov": "off", "training.schedule": "step", "training.balance_classes": "on",
            "training.flip": "on", "training.lora": "all", "training.layer_decay": "0.9", "training.lora_dropout": "0.1",
            "answers.least_probability": "auto", "training.refine": "auto",
            "training.freeze": "{layers.0: 0.5, head: 1}", "training.rates": "{layers: 0.1}", "training.precision": "bfloat16",
            "serving.precision": "int8", "rows.repeated": "once", "rows.decimal": "comma", "spellings": "exact",
        ]
        func value(_ name: String, _ form: String) -> String {
            if let value = others[name] { return value }
            if form.hasPrefix("a path") { return "/other/\(name)" }
            if form.hasPrefix("a duration") { return "7s" }
            if form.hasPrefix("a size") { return "65MiB" }
            return form.hasPrefix("a number") ? "0.25" : "17"
        }
        func text(_ name: String, _ value: String) -> String {
            let parts = name.split(separator: ".")
            return parts.enumerated().map { String(repeating: " ", count: $0.offset) + $0.element + ":" }.joined(separator: "\n") + " "
                + value
        }
        for key in DaemonKeys.all where key.name != "paths.run" {
            let read = try settings(text(key.name, value(key.name, key.form)))
            #expect(LoadedConfiguration.difference(Settings(), read).changes.map(\.key) == [key.name])
            #expect(try settings(text(key.name, key.read(read))) == read)
        }
        for key in ModelKeys.all {
            // A most of 17 steps does not go together with the default of the fewest.
            let value = key.name == "training.max_steps" ? "900" : value(key.name, key.form)
            let read = try settings(text("defaults.\(key.name)", value))
            #expect(LoadedConfiguration.difference(Settings(), read).changes.map(\.key) == ["defaults.\(key.name)"])
            #expect(try settings(text("defaults.\(key.name)", key.read(read.defaults))) == read)
        }
    }

    @Test("a model with a version keeps what it was made with and takes the rest")
    func keeping() {
        let recorded = ModelSpecification(label: "y", network: .init(hidden: [4]), training: .init { $0.epochs = 1 }, seed: 1)
        let configured = ModelSpecification(
            label: "z",
            network: .init(hidden: [8]),
            training: .init { $0.epochs = 2 },
            memory: .init(capacity: 5),
            text: .init(tokens: 64),
            seed: 2
        )
        let kept = configured.keeping(of: recorded)
        #expect(
            kept
                == ModelSpecification(
                    label: "y",
                    network: .init(hidden: [4]),
                    training: .init { $0.epochs = 2 },
                    memory: .init(capacity: 5),
                    seed: 1
                )
        )
    }

    @Test("model keys are the specification's own coding keys")
    func codingKeys() throws {
        var specification = ModelSpecification(label: "x", task: .regression)
        specification.labels = ["x": HeadSpecification(), "y": HeadSpecification(task: .regression, weight: 2)]
        specification.columns = ["a": .boolean]
        specification.rows = RowsSpecification(repeated: .once, decimal: .comma)
        specification.network.layers = ["relu"]
        specification.network.image = ImageShape(height: 8, width: 8, channels: 1)
        specification.spellings = .exact
        specification.training.epochs = 1
        specification.training.replayShare = 0.5
        specification.training.minSteps = 1
        specification.training.maxSteps = 1
        specification.training.freeze = ["layers": 1]
        specification.training.rates = ["layers": 1]
        // Specifications in which nothing is set there have the digests of releases that knew no adapters.
        #expect(try !CodingNames.names(of: specification).contains { $0.hasPrefix("training.lora") || $0 == "training.layer_decay" })
        (specification.training.layerDecay, specification.training.lora) = (0.9, .all)
        (specification.training.loraRank, specification.training.loraAlpha, specification.training.loraDropout) = (4, 8, 0.1)
        // Nor of such as knew no refinement.
        #expect(try !CodingNames.names(of: specification).contains("training.refine"))
        specification.training.refine = .auto
        // Models of which nothing is set there have the digests of releases that knew no texts.
        #expect(try !CodingNames.names(of: specification).contains { $0.hasPrefix("text") })
        #expect(try !CodingNames.names(of: specification).contains { $0.hasPrefix("answers") })
        specification.text = TextSpecification(tokens: 64, base: "minilm")
        specification.answers = AnswersSpecification(leastProbability: .at(0.5))
        let names = try CodingNames.names(of: specification)
        #expect(Set(ModelKeys.all.map(\.name)) == Set(names))
    }
}
