import Domain

extension Key {
    /// The key of a group, as the group's own table has it.
    init<Group>(_ key: SpecificationKey<Group>, in name: String, _ group: any WritableKeyPath<Root, Group> & Sendable) {
        let full = "\(name).\(key.name)"
        switch key.place {
        case .number(let path, let range): self.init(full, key, group, path, .number(range))
        case .optionalNumber(let path, let range, let otherwise):
            self.init(full, key, group, path, Form<Double>.number(range).orNothing(meaning: otherwise))
        case .integer(let path, let range): self.init(full, key, group, path, .integer(range))
        case .optionalInteger(let path, let range, let otherwise):
            self.init(full, key, group, path, Form<Int>.integer(range).orNothing(meaning: otherwise))
        case .flag(let path): self.init(full, key, group, path, .flag())
        case .numbersByPath(let path, let range): self.init(full, key, group, path, .numbersByPath(range))
        case .choice(let choice):
            self.init(full, key, group, .word(of: choice.words), get: choice.read, set: choice.write)
        }
    }

    private init<Group, Value>(
        _ name: String,
        _ key: SpecificationKey<Group>,
        _ group: any WritableKeyPath<Root, Group> & Sendable,
        _ path: SpecificationKey<Group>.Path<Value>,
        _ form: Form<Value>
    ) {
        self.init(name, key, group, form, get: { $0[keyPath: path] }, set: { $0[keyPath: path] = $1 })
    }

    private init<Group, Value>(
        _ name: String,
        _ key: SpecificationKey<Group>,
        _ group: any WritableKeyPath<Root, Group> & Sendable,
        _ form: Form<Value>,
        get: @escaping @Sendable (Group) -> Value,
        set: @escaping @Sendable (inout Group, Value) -> Void
    ) {
        self.init(
            name,
            form,
            key.takesEffect,
            help: key.help,
            get: { get($0[keyPath: group]) },
            set: { set(&$0[keyPath: group], $1) }
        )
    }
}
