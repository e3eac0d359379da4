import Domain
import LearnAPI

/// The verbs that only look.
extension Session {
    /// The daemon, its folders and its models.
    public func status() async throws { try show(try await client.status()) { StatusWords.lines($0, width: $1) } }

    /// - Parameter namesOnly: A name a line and nothing else, for shell completion.
    public func models(namesOnly: Bool = false) async throws {
        let answer = try await client.models()
        guard namesOnly else { return try show(answer) { ModelWords.table($0.models, width: $1) } }
        console.lines(answer.models.map(\.name.text))
    }

    /// Files, newest first.
    ///
    /// - Parameters:
    ///   - model: Nil: of all models.
    ///   - state: Nil: in any state.
    ///   - before: Only files older than this one.
    public func batches(of model: ModelName?, state: BatchState?, before: BatchID?, limit: Int?) async throws {
        let answer = try await client.batches(of: model, state: state, before: before, limit: limit)
        try show(answer) { BatchWords.table($0.batches, width: $1) }
        if !json, let next = answer.before { console.remark("older ones: --before \(next)") }
    }

    /// A model's versions, oldest first: the newest that there are, or those before one.
    public func versions(of model: ModelName, before: VersionNumber? = nil, limit: Int? = nil) async throws {
        let answer = try await client.versions(of: model, before: before, limit: limit)
        try show(answer) { VersionWords.table($0, width: $1) }
        if !json, let next = answer.before { console.remark("older ones: --before \(next)") }
    }

    /// What served when and by whose word, newest first.
    ///
    /// - Parameter before: What the remark of the page before has told.
    public func history(of model: ModelName, before: Int64? = nil, limit: Int? = nil) async throws {
        let answer = try await client.history(of: model, before: before, limit: limit)
        try show(answer) { ActivationWords.table($0, width: $1) }
        if !json, let next = answer.before { console.remark("older ones: --before \(next)") }
    }

    /// A model, or one of its versions.
    public func show(_ model: ModelName, version: VersionNumber?) async throws {
        if let version {
            try show(try await client.version(version, of: model)) { ReportWords.lines($0, width: $1) }
        } else {
            try show(try await client.model(model)) { ReportWords.lines($0, width: $1) }
        }
    }

    /// How each version does on each file.
    public func matrix(of model: ModelName) async throws {
        let answer = try await client.versions(of: model)
        try show(answer) { MatrixWords.lines($0, width: $1) }
        if !json, let first = answer.versions.first, answer.before != nil {
            console.remark("versions before \(first.number) are not shown")
        }
    }

    /// One line an event until the daemon stops, or for ever.
    public func watch(_ model: ModelName?) async throws {
        try await client.withEvents(of: model) { events in
            console.remark("watching \(model?.text ?? "all models"); press Ctrl-C to stop")
            while let event = try await events.next() {
                if json {
                    console.line(try JSONForm.line(event))
                } else if event.type != .modelHeld, event.type != .modelUnheld {
                    // Those two are the former names of what was told just before.
                    console.line(EventWords.line(event))
                }
            }
        }
        throw EventsEnded()
    }
}

/// The events ended because the daemon did.
struct EventsEnded: Error, CustomStringConvertible {
    let description = "the daemon stopped; its events end here"
}
