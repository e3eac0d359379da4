import Domain

/// Lays the sources over the defaults, lowest first, and remembers where each value came from.
struct Layers {
    private(set) var settings = Settings()
    /// Places by key, for refusals that need several keys at once.
    private var places: [String: String] = [:]
    private var modelSettings: [ModelName: [Setting]] = [:]
    /// Every source's settings, lowest source first.
    private var sources: [[Setting]] = []

    /// What keys are called now that were written under a former name.
    private var renamed: [String] = []

    /// Lays one source over those that are there.
    mutating func lay(_ source: [Setting]) {
        sources.append(
            source.map { setting in
                var current = setting
                current.name = Vocabulary.current(setting.name, in: setting.scope)
                if current.name != setting.name {
                    renamed.append(
                        "'\(setting.key)' at \(setting.place) is called '\(current.key)' now; the next release will not read the former name"
                    )
                }
                return current
            }
        )
    }

    /// Applies what the sources say, lays every model's own settings over the defaults, and checks what several keys decide together.
    ///
    /// A broad key supplies defaults alone, whatever source it stands in: `state` for all paths, `paths.run` for those of the sockets. So all
    /// sources' `state` comes first, then their `paths`, then the rest; among equals the higher source decides.
    mutating func finish() throws(Refusal) -> Settings {
        for breadth in Breadth.allCases {
            for setting in sources.joined() where Breadth(setting) == breadth { try apply(setting) }
        }
        try check(settings.defaults, in: .defaults)
        for (model, own) in modelSettings.sorted(by: { $0.key < $1.key }) {
            var specification = settings.defaults
            for setting in own where !setting.name.isEmpty {
                let columns = specification.columns
                try write(setting, into: &specification, of: Vocabulary.model)
                if setting.name == "columns" { specification.columns.merge(columns) { new, _ in new } }
            }
            settings.models[model] = specification
            try check(specification, in: .model(model))
        }
        try checkSockets()
        return settings
    }

    /// What is odd but no reason to refuse.
    var warnings: [String] { renamed + unmoved }

    /// Paths that a lower source sets and that a `state` above it therefore does not move.
    private var unmoved: [String] {
        guard let last = sources.lastIndex(where: { $0.contains { Breadth($0) == .state } }),
            let state = sources[last].last(where: { Breadth($0) == .state })
        else { return [] }
        return sources[..<last].joined().filter { DaemonKeys.isPath($0) && places[$0.key] == $0.place }.map {
            "'\($0.key)' is set at \($0.place), so \(state.place) does not move it"
        }
    }

    private enum Breadth: CaseIterable {
        case state, paths, other

        init(_ setting: Setting) {
            self =
                setting.scope != .daemon
                ? .other : setting.name == DaemonKeys.state ? .state : DaemonKeys.isUnderPaths(setting) ? .paths : .other
        }
    }

    private mutating func apply(_ setting: Setting) throws(Refusal) {
        places[setting.key] = setting.place
        switch setting.scope {
        case .daemon where setting.name == DaemonKeys.state:
            guard let path = Form<String>.path().parse(setting.value, setting.base) else {
                throw Self.refusal(setting, form: Form<String>.path().description)
            }
            settings.place(under: path)
        case .daemon: try write(setting, into: &settings, of: Vocabulary.daemon)
        case .defaults: try write(setting, into: &settings.defaults, of: Vocabulary.model)
        case .model(let name): modelSettings[name, default: []].append(setting)
        }
    }

    private func write<Root>(_ setting: Setting, into root: inout Root, of keys: [String: Key<Root>]) throws(Refusal) {
        guard let key = keys[setting.name] else { throw Vocabulary.unknown(setting.name, in: setting.scope, at: setting.place) }
        guard key.write(&root, setting.value, setting.base) else { throw Self.refusal(setting, form: key.form, key.fault(setting.value)) }
    }

    private static func refusal(_ setting: Setting, form: String, _ fault: String? = nil) -> Refusal {
        Refusal(
            .invalid,
            what: setting.value == .nothing
                ? "'\(setting.key)' has no value" : "'\(setting.key)' cannot be \(setting.value.shown)" + (fault.map { ": \($0)" } ?? ""),
            at: setting.place,
            fix: "give \(form)"
        )
    }

    private func check(_ specification: ModelSpecification, in scope: Scope) throws(Refusal) {
        let training = specification.training
        if let most = training.maxSteps, let least = training.minSteps, least > most {
            throw Refusal(
                .invalid,
                what: "'training.min_steps' is \(least), above 'training.max_steps', which is \(most)",
                at: place(of: ["training.min_steps", "training.max_steps"], in: scope),
                fix: "raise training.max_steps or lower training.min_steps"
            )
        }
        if specification.labels != nil, specification.label != nil || specification.task != nil {
            let key = specification.label == nil ? "task" : "label"
            throw Refusal(
                .invalid,
                what: "'\(key)' and 'labels' are both set: one is of a model of one label, the other of several",
                at: place(of: ["labels", key], in: scope),
                fix: key == "task"
                    ? "give each label its task in 'labels'" : "remove one of them (null in a model's own settings undoes a default)"
            )
        }
        if let label = specification.labels?.keys.sorted().first(where: { specification.columns[$0] != nil }) {
            throw Refusal(
                .invalid,
                what: "'columns' gives a kind to '\(label)', which is a label",
                at: place(of: ["columns", "labels"], in: scope),
                fix: "say what the label is with its 'task' in 'labels'"
            )
        }
        if let label = specification.label, specification.columns[label] != nil {
            throw Refusal(
                .invalid,
                what: "'columns' gives a kind to '\(label)', which is the label",
                at: place(of: ["columns", "label"], in: scope),
                fix: "say what the label is with 'task'"
            )
        }
    }

    private func checkSockets() throws(Refusal) {
        for (name, socket) in [("predict", settings.predict), ("admin", settings.admin)] {
            let bytes = socket.path.utf8.count
            guard bytes > SocketSettings.longestPath else { continue }
            throw Refusal(
                .invalid,
                what: "the \(name) socket's path \(socket.path) is \(bytes) bytes long; the limit is \(SocketSettings.longestPath)",
                at: place(of: ["\(name).path", "paths.run", "state"], in: .daemon),
                fix: "set \(name).path or paths.run to a shorter path"
            )
        }
        if settings.predict.path == settings.admin.path {
            throw Refusal(
                .invalid,
                what: "both sockets have the path \(settings.predict.path)",
                at: place(of: ["admin.path", "predict.path"], in: .daemon),
                fix: "give each its own"
            )
        }
    }

    /// Where the first of these keys was written that was; a model's keys may stand in the defaults.
    private func place(of names: [String], in scope: Scope) -> String? {
        for scope in [scope, .defaults] {
            for name in names {
                if let place = places[scope.prefix + name] { return place }
            }
        }
        return nil
    }
}
