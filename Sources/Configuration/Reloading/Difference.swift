import Domain

/// One key that two configurations hold differently.
public struct Change: Hashable, Sendable, CustomStringConvertible {
    /// As it is written: `models.iris.label`.
    public var key: String
    /// The model whose own it is; nil for the daemon's and the defaults.
    public var model: ModelName?
    /// The key without its prefix: `label`.
    public var name: String
    /// The value before, as the file would write it.
    public var from: String
    /// The value now, as the file would write it.
    public var to: String
    /// When the new value begins to count.
    public var takesEffect: TakesEffect

    /// `server.rows: 10000 → 20000 (restart)`, for the log.
    public var description: String { "\(key): \(from) → \(to) (\(takesEffect.rawValue))" }
}

/// What a reload changes.
public struct Difference: Hashable, Sendable {
    /// In the order of the documented file.
    public var changes: [Change]

    /// What a running daemon can follow, at once or from the next file, job or model on.
    public var applies: [Change] { changes.filter { $0.takesEffect != .restart } }
    /// What it goes on without until it is started again.
    public var needsRestart: [Change] { changes.filter { $0.takesEffect == .restart } }
}

extension LoadedConfiguration {
    /// What tells `new` from `old`, key by key. A model that has settings of its own in one of them only is compared with the defaults it
    /// has in the other.
    public static func difference(_ old: Settings, _ new: Settings) -> Difference {
        var changes = changes(of: DaemonKeys.all, from: old, to: new, prefix: "")
        changes += Self.changes(of: ModelKeys.all, from: old.defaults, to: new.defaults, prefix: "defaults.")
        for model in Set(old.models.keys).union(new.models.keys).sorted() {
            changes += Self.changes(
                of: ModelKeys.all,
                from: old.specification(of: model),
                to: new.specification(of: model),
                prefix: "models.\(model).",
                model: model
            )
        }
        return Difference(changes: changes)
    }

    private static func changes<Root>(of keys: [Key<Root>], from old: Root, to new: Root, prefix: String, model: ModelName? = nil)
        -> [Change]
    {
        keys.compactMap { key in
            let (from, to) = (key.read(old), key.read(new))
            return from == to
                ? nil : Change(key: prefix + key.name, model: model, name: key.name, from: from, to: to, takesEffect: key.takesEffect)
        }
    }
}

extension Settings {
    /// What a running daemon goes on with after a reload: `read` for what can change while it runs, itself for what needs a restart.
    public func reloaded(with read: Settings) -> Settings {
        var result = read
        for key in DaemonKeys.all where key.takesEffect == .restart { key.copy(self, &result) }
        return result
    }
}

extension ModelSpecification {
    /// For a model that has a version: what it was made with (`recorded`) in the keys that only new models take, these settings in all others.
    public func keeping(of recorded: ModelSpecification) -> ModelSpecification {
        var result = self
        for key in ModelKeys.all where key.takesEffect == .newModels { key.copy(recorded, &result) }
        return result
    }
}
