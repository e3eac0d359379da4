import Configuration
import Domain
import Rows
import Testing

@Suite("Settings file")
struct SettingsFileTests {
    private func settings(_ text: String) throws -> Settings {
        try LoadedConfiguration.settings(of: text, path: "/etc/learnd/learnd.yaml")
    }

    private func refusal(_ text: String) -> Refusal? {
        #expect(throws: Refusal.self) { try settings(text) }
    }

    @Test(
        "an empty file, one of comments and empty groups leave the defaults",
        arguments: ["", "# nothing\n", "server:\nmodels:\ndefaults:\n", "~\n"]
    )
    func empty(text: String) throws {
        #expect(try settings(text) == Settings())
    }

    @Test("reads durations, sizes, numbers, flags, lists, modes and choices")
    func kinds() throws {
        let read = try settings(
            """
            server: {idle_timeout: 500s, body_bytes: 64MiB, rows: 20_000}
            predict: {mode: 0600, group: none}
            inbox: {settle: 250ms, scan_interval: 10min, file_bytes: 2GB, disk_floor: 4096}
            log: {level: debug}
            defaults:
              network: {hidden: [64, 32], activation: gelu}
              training: {learning_rate: 1e-3, method: finetune}
              columns: {zip: categorical, open: boolean}
              task: regression
              label: price
              gate: {enabled: no, margin: 0}
              seed: 7
            """
        )
        #expect(read.server.idleTimeout == .seconds(500))
        #expect(read.server.bodyBytes == 64 << 20)
        #expect(read.server.rows == 20_000)
        #expect(read.predict.mode == 0o600)
        #expect(read.predict.group == "")
        #expect(read.inbox.settle == .milliseconds(250))
        #expect(read.inbox.scanInterval == .seconds(600))
        #expect(read.inbox.fileBytes == 2_000_000_000)
        #expect(read.inbox.diskFloor == 4096)
        #expect(read.log.level == .debug)
        let expected = ModelSpecification(
            label: "price",
            task: .regression,
            columns: ["zip": .categorical, "open": .boolean],
            network: .init(hidden: [64, 32], activation: .gelu),
            training: .init {
                $0.method = .finetune
                $0.learningRate = 1e-3
            },
            gate: .init(enabled: false, margin: 0),
            seed: 7
        )
        #expect(read.defaults == expected)
    }

    @Test("a network without hidden layers is an empty list")
    func noHidden() throws {
        #expect(try settings("defaults: {network: {hidden: []}}").defaults.network.hidden == [])
    }

    @Test("the gate may be written as a flag", arguments: [("off", false), ("false", false), ("on", true)])
    func gateFlag(text: String, enabled: Bool) throws {
        #expect(try settings("defaults:\n  gate: \(text)\n").defaults.gate.enabled == enabled)
    }

    @Test("a model's settings lie over the defaults wherever they stand in the file")
    func models() throws {
        let read = try settings(
            """
            models:
              digits:
                memory: {capacity: 200}
              tickets.v2:
                gate: off
                columns: {b: boolean}
              plain:
            defaults:
              training: {epochs: 3}
              columns: {a: categorical}
            """
        )
        let digits = try ModelName("digits"), tickets = try ModelName("tickets.v2"), plain = try ModelName("plain")
        #expect(read.specification(of: digits).memory.capacity == 200)
        #expect(read.specification(of: digits).training.epochs == 3)
        #expect(read.specification(of: tickets).gate.enabled == false)
        #expect(read.specification(of: tickets).columns == ["a": .categorical, "b": .boolean])
        #expect(read.models[plain] == read.defaults)
        #expect(read.specification(of: try ModelName("unnamed")) == read.defaults)
    }

    @Test(
        "an unknown key is refused with its line and the nearest key",
        arguments: [
            ("server:\n  row: 5\n", ":2", "there is no key 'server.row'", "did you mean 'server.rows'?"),
            ("sever:\n  rows: 5\n", ":1", "there is no key 'sever'", "did you mean 'server'?"),
            ("rows: 5\n", ":1", "there is no key 'rows'", "did you mean 'inbox.rows'?"),
            ("lgo:\n  level: info\n", ":1", "there is no key 'lgo'", "did you mean 'log'?"),
            ("foo: 1\n", ":1", "there is no key 'foo'", "the keys are listed in config/learnd.yaml"),
            (
                "defaults:\n  memory:\n    capasity: 5\n", ":3", "there is no key 'defaults.memory.capasity'",
                "did you mean 'defaults.memory.capacity'?"
            ),
            ("models:\n  a:\n    taks: x\n", ":3", "there is no key 'models.a.taks'", "did you mean 'models.a.task'?"),
            ("elephants: 5\n", ":1", "there is no key 'elephants'", "the keys are listed in config/learnd.yaml"),
        ]
    )
    func unknown(text: String, line: String, what: String, fix: String) {
        let refusal = refusal(text)
        #expect(refusal?.place == "/etc/learnd/learnd.yaml" + line)
        #expect(refusal?.what == what)
        #expect(refusal?.fix == fix)
    }

    @Test(
        "a value of the wrong kind or out of range is refused with key, value and range",
        arguments: [
            ("server:\n  rows: 0\n", ":2", "'server.rows' cannot be '0'", "give a whole number from 1 to 1000000"),
            ("server:\n  rows: many\n", ":2", "'server.rows' cannot be 'many'", "give a whole number from 1 to 1000000"),
            ("server:\n  rows: 1.5\n", ":2", "'server.rows' cannot be '1.5'", "give a whole number from 1 to 1000000"),
            ("server:\n  rows: [1]\n", ":2", "'server.rows' cannot be [1]", "give a whole number from 1 to 1000000"),
            ("server:\n  rows: {a: 1}\n", ":2", "'server.rows' cannot be {a: 1}", "give a whole number from 1 to 1000000"),
            ("server:\n  rows:\n", ":2", "'server.rows' has no value", "give a whole number from 1 to 1000000"),
            (
                "server:\n  rows: 99999999999999999999\n", ":2", "'server.rows' cannot be '99999999999999999999'",
                "give a whole number from 1 to 1000000"
            ),
            ("server:\n  body_bytes: 2TiB\n", ":2", "'server.body_bytes' cannot be '2TiB'", "give a size from 1KiB to 1GiB"),
            ("server:\n  body_bytes: 64megs\n", ":2", "'server.body_bytes' cannot be '64megs'", "give a size from 1KiB to 1GiB"),
            ("inbox:\n\n  settle: 2\n", ":3", "'inbox.settle' cannot be '2'", "give a duration from 0s to 1h"),
            ("inbox:\n  settle: -2s\n", ":2", "'inbox.settle' cannot be '-2s'", "give a duration from 0s to 1h"),
            ("inbox: {max_refused_share: 10%}\n", ":1", "'inbox.max_refused_share' cannot be '10%'", "give a number from 0 to 1"),
            ("inbox: {max_refused_share: nan}\n", ":1", "'inbox.max_refused_share' cannot be 'nan'", "give a number from 0 to 1"),
            ("predict: {mode: 0999}\n", ":1", "'predict.mode' cannot be '0999'", "give permissions in octal from 0600 to 0777"),
            (
                "log: {level: loud}\n", ":1", "'log.level' cannot be 'loud'",
                "give one of trace, debug, info, notice, warning, error, critical"
            ),
            ("defaults: {gate: perhaps}\n", ":1", "'defaults.gate.enabled' cannot be 'perhaps'", "give on or off"),
            (
                "defaults: {network: {hidden: [0]}}\n", ":1", "'defaults.network.hidden' cannot be [0]",
                "give a list of 0 to 8 whole numbers from 1 to 4096"
            ),
            ("models: {a: {holdout: {share: 0.9}}}\n", ":1", "'models.a.holdout.share' cannot be '0.9'", "give a number from 0.02 to 0.5"),
            (
                "defaults: {columns: {a: words}}\n", ":1", "'defaults.columns' cannot be {a: words}",
                "give a mapping from column names to one of numeric, categorical, boolean, date, text, unix_seconds, unix_milliseconds, ignore"
            ),
        ]
    )
    func values(text: String, line: String, what: String, fix: String) {
        let refusal = refusal(text)
        #expect(refusal?.kind == .invalid)
        #expect(refusal?.place == "/etc/learnd/learnd.yaml" + line)
        #expect(refusal?.what == what)
        #expect(refusal?.fix == fix)
    }

    @Test(
        "a file that is no mapping of keys is refused with its line",
        arguments: [
            ("server: 5\n", ":1", "'server' holds a single value where keys are expected"),
            ("just words\n", ":1", "the file holds a single value where keys are expected"),
            ("models: [a, b]\n", ":1", "'models' holds a single value where keys are expected"),
            ("models:\n  ../etc: {}\n", ":2", "'../etc' is not a model's name"),
        ]
    )
    func shapes(text: String, line: String, what: String) {
        let refusal = refusal(text)
        #expect(refusal?.place == "/etc/learnd/learnd.yaml" + line)
        #expect(refusal?.what == what)
        #expect(refusal?.fix != nil)
    }

    @Test("text that is no YAML and a key given twice are refused with their line")
    func notYAML() throws {
        let tab = try #require(refusal("server:\n\trows: 5\n"))
        #expect(tab.place == "/etc/learnd/learnd.yaml:2")
        #expect(tab.what.hasPrefix("invalid YAML: "))
        let control = try #require(refusal("server:\n  rows: 5\u{1}\n"))
        #expect(control.place == "/etc/learnd/learnd.yaml:2")
        #expect(control.what == "invalid YAML: control characters are not allowed" && control.fix != nil)
        let twice = try #require(refusal("server:\n  rows: 5\n  rows: 6\n"))
        #expect(twice.what == "a key is there twice: rows")
        #expect(twice.place?.hasPrefix("/etc/learnd/learnd.yaml:") == true)
    }

    @Test("several labels are written on one line or on many, or in a variable")
    func labels() throws {
        let expected = ["rings": HeadSpecification(task: .regression, weight: 2), "sex": HeadSpecification()]
        for text in [
            "defaults:\n  labels: {rings: {task: regression, weight: 2}, sex: {}}\n",
            "defaults:\n  labels:\n    rings:\n      task: regression\n      weight: 2\n    sex:\n",
        ] { #expect(try settings(text).defaults.labels == expected, "\(text)") }
        for text in [
            "{rings: {task: number}}", "{rings: {tasks: regression}}", "{rings: {weight: 0}}", "{}", "rings", "{rings: regression}",
        ] {
            let refused = try #require(refusal("defaults:\n  labels: \(text)\n"), "\(text)")
            #expect(
                refused.fix?.hasPrefix("give a mapping from label columns to {task: classification or regression, weight:") == true,
                "\(text)"
            )
        }
    }

    @Test("keys that only make sense together are checked together")
    func together() throws {
        let steps = try #require(refusal("defaults:\n  training:\n    min_steps: 5000\n    max_steps: 1500\n"))
        #expect(steps.place == "/etc/learnd/learnd.yaml:3")
        #expect(steps.what == "'training.min_steps' is 5000, above 'training.max_steps', which is 1500")
        let label = try #require(refusal("models:\n  a:\n    label: x\n    columns: {x: numeric}\n"))
        #expect(label.what == "'columns' gives a kind to 'x', which is the label")
        let labels = try #require(refusal("defaults:\n  label: x\nmodels:\n  a:\n    labels: {x: {}, y: {}}\n"))
        #expect(labels.what == "'label' and 'labels' are both set: one is of a model of one label, the other of several")
        let task = try #require(refusal("models:\n  a:\n    task: regression\n    labels: {x: {}, y: {}}\n"))
        #expect(task.fix == "give each label its task in 'labels'")
        let kind = try #require(refusal("models:\n  a:\n    labels: {x: {}, y: {}}\n    columns: {y: numeric}\n"))
        #expect(kind.what == "'columns' gives a kind to 'y', which is a label")
        let sockets = try #require(refusal("predict: {path: /run/a.sock}\nadmin: {path: /run/a.sock}\n"))
        #expect(sockets.what == "both sockets have the path /run/a.sock")
    }

    @Test("a socket's path may have 107 bytes and no more")
    func socketPath() throws {
        let longest = "/" + String(repeating: "s", count: 106)
        #expect(try settings("predict: {path: \(longest)}").predict.path == longest)
        let tooLong = try #require(refusal("predict:\n  path: \(longest)x\n"))
        #expect(tooLong.what == "the predict socket's path \(longest)x is 108 bytes long; the limit is 107")
        #expect(tooLong.place == "/etc/learnd/learnd.yaml:2")
    }

    @Test("relative paths start from the file's folder")
    func relative() throws {
        let read = try settings("state: ../../srv/./learnd/\npaths: {inbox: drop}")
        #expect(read.paths.database == "/srv/learnd/learnd.sqlite")
        #expect(read.paths.inbox == "/etc/learnd/drop")
    }

    @Test("a state folder takes everything, and a narrower key decides over it in any order")
    func state() throws {
        let read = try settings("admin: {path: /run/admin.sock}\npaths: {run: /run/x}\nstate: /srv/learnd")
        #expect(read.paths.inbox == "/srv/learnd/inbox")
        #expect(read.paths.lock == "/srv/learnd/learnd.lock")
        #expect(read.predict == SocketSettings(path: "/run/x/predict.sock", mode: 0o660, group: ""))
        #expect(read.admin.path == "/run/admin.sock")
    }

    @Test("reads a key's former name, and says what it is called now")
    func formerName() throws {
        try TestFile.withFolder { folder in
            let path = folder + "/learnd.yaml"
            let text = "defaults: {training: {strategy: er}}\nmodels: {m: {training: {strategy: finetune}}}\n"
            try TestFile.write(text.utf8, to: path)
            let loaded = try LoadedConfiguration.load(.init(config: path, workingDirectory: "/"))
            #expect(loaded.settings.defaults.training.method == .er)
            #expect(loaded.settings.models.values.first?.training.method == .finetune)
            #expect(loaded.warnings.count == 2)
            #expect(
                loaded.warnings.first?.contains("'defaults.training.strategy' at \(path):1 is called 'defaults.training.method' now")
                    == true
            )
        }
        let set = try LoadedConfiguration.load(.init(set: ["models.m.training.strategy=er"], workingDirectory: "/"))
        #expect(set.settings.models.values.first?.training.method == .er)
    }
}
