import Configuration
import Domain
import Glibc
import Testing

@Suite("Sources of the configuration")
struct SourcesTests {
    private func request(
        _ folder: String,
        config: String? = nil,
        state: String? = nil,
        set: [String] = [],
        environment: [String: String] = [:]
    ) -> LoadedConfiguration.Request {
        LoadedConfiguration.Request(config: config, state: state, set: set, environment: environment, workingDirectory: folder)
    }

    @Test("the command line lies over variables, these over the file, this over the defaults")
    func order() throws {
        try TestFile.withFolder { folder in
            try TestFile.write("server: {rows: 1, connections: 1, body_bytes: 1KiB}\n".utf8, to: folder + "/a.yaml")
            let read = try LoadedConfiguration.load(
                request(
                    folder,
                    config: "a.yaml",
                    set: ["server.rows=3"],
                    environment: ["LEARND_SERVER_ROWS": "2", "LEARND_SERVER_CONNECTIONS": "2"]
                )
            )
            #expect(read.settings.server.rows == 3)
            #expect(read.settings.server.connections == 2)
            #expect(read.settings.server.bodyBytes == 1024)
            #expect(read.settings.server.headerBytes == Settings().server.headerBytes)
            #expect(read.file == folder + "/a.yaml")
            #expect(read.warnings == [])
        }
    }

    @Test("--state moves every path that nothing else sets, and says of the others that it does not")
    func state() throws {
        try TestFile.withFolder { folder in
            try TestFile.write("paths: {inbox: /elsewhere}\npredict: {path: /elsewhere.sock}\n".utf8, to: folder + "/a.yaml")
            let read = try LoadedConfiguration.load(
                request(folder, config: "a.yaml", state: "here", environment: ["LEARND_PATHS_JOBS": "/jobs"])
            )
            var expected = Settings.under(state: folder + "/here")
            expected.paths.inbox = "/elsewhere"
            expected.paths.jobs = "/jobs"
            expected.predict.path = "/elsewhere.sock"
            #expect(read.settings == expected)
            #expect(
                read.warnings == [
                    "'paths.inbox' is set at \(folder)/a.yaml:1, so --state does not move it",
                    "'predict.path' is set at \(folder)/a.yaml:2, so --state does not move it",
                    "'paths.jobs' is set at LEARND_PATHS_JOBS, so --state does not move it",
                ]
            )
        }
    }

    @Test("a narrower path decides over a broader one in whatever sources they stand: file, variable, option")
    func narrower() throws {
        try TestFile.withFolder { folder in
            try TestFile.write("paths: {run: /a}\n".utf8, to: folder + "/a.yaml")
            try TestFile.write("predict: {path: /p.sock}\nadmin: {path: /from-file.sock}\n".utf8, to: folder + "/b.yaml")
            let states: [(String?, [String: String], [String])] = [
                ("s", [:], []), (nil, ["LEARND_STATE": "s"], []), (nil, [:], ["state=s"]),
            ]
            for (state, environment, set) in states {
                func load(_ more: [String], _ variables: [String: String] = [:], _ file: String = "a.yaml") throws -> Settings {
                    try LoadedConfiguration.load(
                        request(folder, config: file, state: state, set: more + set, environment: environment.merging(variables) { $1 })
                    ).settings
                }
                #expect(try load([]).predict.path == "/a/predict.sock")
                #expect(try load([]).paths.jobs == folder + "/s/jobs")
                #expect(try load(["paths.run=r"]).admin.path == folder + "/r/admin.sock")
                #expect(try load([], ["LEARND_PATHS_RUN": "/v"]).admin.path == "/v/admin.sock")
                #expect(try load(["predict.path=/x.sock"], ["LEARND_PATHS_RUN": "/v"]).predict.path == "/x.sock")
                let sockets = try load(["paths.run=/r", "admin.path=/option.sock"], [:], "b.yaml")
                #expect(sockets.predict.path == "/p.sock" && sockets.admin.path == "/option.sock" && sockets.paths.run == "/r")
                #expect(sockets.paths.inbox == folder + "/s/inbox")
            }
        }
    }

    @Test("a socket's path that is too long is cured by what the message says, from every source")
    func longSocket() throws {
        let state = "/" + String(repeating: "s", count: 100)
        let refusal = #expect(throws: Refusal.self) { try LoadedConfiguration.load(request("/", state: state)) }
        #expect(refusal?.what.contains("\(state)/run/predict.sock") == true && refusal?.place == "--state")
        #expect(refusal?.fix == "set predict.path or paths.run to a shorter path")
        let cures: [(set: [String], environment: [String: String])] = [
            (["paths.run=/short"], [:]), ([], ["LEARND_PATHS_RUN": "/short"]),
            (["predict.path=/short/predict.sock", "admin.path=/short/admin.sock"], [:]),
        ]
        for cure in cures {
            let settings = try LoadedConfiguration.load(request("/", state: state, set: cure.set, environment: cure.environment)).settings
            #expect(settings.predict.path == "/short/predict.sock" && settings.admin.path == "/short/admin.sock")
            #expect(settings.paths.database == state + "/learnd.sqlite")
        }
    }

    @Test("LEARND_STATE does so below the command line, and single variables decide over it")
    func stateVariable() throws {
        try TestFile.withFolder { folder in
            let read = try LoadedConfiguration.load(
                request(folder, set: ["paths.inbox=drop"], environment: ["LEARND_STATE": "st", "LEARND_PATHS_JOBS": "/fast"])
            )
            #expect(read.settings.paths.database == folder + "/st/learnd.sqlite")
            #expect(read.settings.paths.jobs == "/fast")
            #expect(read.settings.paths.inbox == folder + "/drop")
        }
    }

    @Test("a state folder's own learnd.yaml is read, and LEARND_CONFIG decides over it")
    func ownFile() throws {
        try TestFile.withFolder { folder in
            try TestFile.write("server: {rows: 11}\n".utf8, to: folder + "/learnd.yaml")
            try TestFile.write("server: {rows: 12}\n".utf8, to: folder + "/b.yaml")
            #expect(try LoadedConfiguration.load(request("/", state: folder)).settings.server.rows == 11)
            #expect(try LoadedConfiguration.load(request("/", environment: ["LEARND_STATE": folder])).settings.server.rows == 11)
            let other = try LoadedConfiguration.load(request(folder, state: folder, environment: ["LEARND_CONFIG": "b.yaml"]))
            #expect(other.settings.server.rows == 12)
        }
    }

    @Test("a state folder without a file is served by the defaults")
    func noFile() throws {
        try TestFile.withFolder { folder in
            let read = try LoadedConfiguration.load(request("/", state: folder))
            #expect(read.file == nil)
            #expect(read.writableFile.hasSuffix("/learnd.yaml"), "where one would be read from")
            #expect(read.settings == Settings.under(state: folder))
        }
    }

    @Test("a named file that is not there is refused, saying who named it")
    func missing() throws {
        let option = #expect(throws: Refusal.self) { try LoadedConfiguration.load(request("/tmp", config: "no-such.yaml")) }
        #expect(option?.place == "--config")
        #expect(option?.what == "the configuration file /tmp/no-such.yaml does not exist")
        #expect(option?.fix == "give one that exists, or omit the option")
        let variable = #expect(throws: Refusal.self) {
            try LoadedConfiguration.load(request("/tmp", environment: ["LEARND_CONFIG": "no-such.yaml"]))
        }
        #expect(variable?.place == "LEARND_CONFIG")
        #expect(variable?.fix == "give one that exists, or unset the variable")
    }

    @Test("a folder in the file's place, a file that is not UTF-8 and a huge one are refused")
    func unreadable() throws {
        try TestFile.withFolder { folder in
            let directory = #expect(throws: Refusal.self) { try LoadedConfiguration.load(request("/", config: folder)) }
            #expect(directory?.what == "it cannot be read: Is a directory")
            try TestFile.write(Array("log:\n# ".utf8) + [0xff, 0xfe], to: folder + "/a.yaml")
            let encoding = #expect(throws: Refusal.self) { try LoadedConfiguration.load(request(folder, config: "a.yaml")) }
            #expect(encoding?.description == "\(folder)/a.yaml:2: it is not UTF-8; save the file as UTF-8")
            try TestFile.write(repeatElement(UInt8(ascii: "#"), count: 2 << 20), to: folder + "/b.yaml")
            let huge = #expect(throws: Refusal.self) { try LoadedConfiguration.load(request(folder, config: "b.yaml")) }
            #expect(huge?.what == "it is larger than 1MiB")
        }
    }

    @Test("faulty variables and options are refused by their own name")
    func faulty() {
        let variable = #expect(throws: Refusal.self) {
            try LoadedConfiguration.load(request("/", state: "/nowhere", environment: ["LEARND_SERVER_ROWS": "0"]))
        }
        #expect(variable?.description == "LEARND_SERVER_ROWS: 'server.rows' cannot be '0'; give a whole number from 1 to 1000000")
        let option = #expect(throws: Refusal.self) { try LoadedConfiguration.load(request("/", state: "/nowhere", set: ["server.row=0"])) }
        #expect(option?.description == "--set: there is no key 'server.row'; did you mean 'server.rows'?")
        let bare = #expect(throws: Refusal.self) { try LoadedConfiguration.load(request("/", state: "/nowhere", set: ["server.rows"])) }
        #expect(bare?.what == "'server.rows' is not a setting")
        let group = #expect(throws: Refusal.self) { try LoadedConfiguration.load(request("/", state: "/nowhere", set: ["server=1"])) }
        #expect(group?.what == "there is no key 'server'")
    }

    @Test("a model is set on the command line, dots in its name or not")
    func modelOption() throws {
        let read = try LoadedConfiguration.load(
            request(
                "/",
                state: "/nowhere",
                set: ["models.tickets.v2.training.epochs=3", "models.a.seed=4", "defaults.network.hidden=32,16"]
            )
        )
        #expect(read.settings.specification(of: try ModelName("tickets.v2")).training.epochs == 3)
        #expect(read.settings.specification(of: try ModelName("a")).seed == 4)
        #expect(read.settings.specification(of: try ModelName("a")).network.hidden == [32, 16])
    }

    @Test("mappings and lists are written on the command line and in variables as in the file")
    func mappings() throws {
        let read = try LoadedConfiguration.load(
            request(
                "/",
                state: "/nowhere",
                set: ["models.a.columns={ticket: ignore, a:b: numeric}", "models.b.columns={}"],
                environment: ["LEARND_DEFAULTS_TRAINING_FREEZE": "{layers.0: 0.5}"]
            )
        )
        #expect(read.settings.specification(of: try ModelName("a")).columns == ["ticket": .ignore, "a:b": .numeric])
        #expect(read.settings.specification(of: try ModelName("b")).columns == [:])
        #expect(read.settings.specification(of: try ModelName("b")).training.freeze == ["layers.0": 0.5])
        let wrong = #expect(throws: Refusal.self) {
            try LoadedConfiguration.load(request("/", state: "/nowhere", set: ["models.a.columns={ticket: drop}"]))
        }
        #expect(wrong?.what.contains("'models.a.columns' cannot be {ticket: drop}") == true, "\(String(describing: wrong))")
    }

    @Test("a variable that means nothing is a warning; those of learnctl and others' are left alone")
    func warnings() throws {
        let environment = ["LEARND_SERVER_ROW": "1", "LEARND_SOCKET": "/x", "HOME": "/root", "LEARND_DEFAULTS_GATE_ENABLED": "off"]
        let read = try LoadedConfiguration.load(request("/", state: "/nowhere", environment: environment))
        #expect(read.warnings == ["LEARND_SERVER_ROW is set but means nothing to learnd"])
        #expect(read.settings.defaults.gate.enabled == false)
    }
}
