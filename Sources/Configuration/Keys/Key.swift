import Domain

/// One key of the configuration: its name, what it may be, when a change takes hold, and the place in `Root` that it fills.
///
/// The default is not said here: it is what an untouched `Root` holds, so there is one source of it.
public struct Key<Root: Sendable>: Sendable {
    /// Dotted: `server.body_bytes`.
    public let name: String
    /// What may be written, with its range: `a size from 1KiB to 1GiB`.
    public let form: String
    /// When a changed value begins to count.
    public let takesEffect: TakesEffect
    /// What it does, where its own table says so.
    public private(set) var help: String?
    /// The value in `Root`, written as the file would.
    public let read: @Sendable (Root) -> String
    /// Fills the value in; false where the text is not of the key's form or out of its range.
    let write: @Sendable (inout Root, Written, _ base: String) -> Bool
    /// What is wrong with a text that `write` does not take, where that is known.
    let fault: @Sendable (Written) -> String?
    /// Takes the value over from another `Root`.
    let copy: @Sendable (_ from: Root, _ to: inout Root) -> Void

    /// - Parameter then: for a key whose value decides others' too, what follows each write.
    init<Value>(
        _ name: String,
        _ path: any WritableKeyPath<Root, Value> & Sendable,
        _ form: Form<Value>,
        _ takesEffect: TakesEffect,
        then: @escaping @Sendable (inout Root, Value) -> Void = { _, _ in }
    ) {
        self.init(
            name,
            form,
            takesEffect,
            get: { $0[keyPath: path] },
            set: { root, value in
                root[keyPath: path] = value
                then(&root, value)
            },
            copy: { $1[keyPath: path] = $0[keyPath: path] }
        )
    }

    /// - Parameter copy: Where it is not simply getting and setting.
    init<Value>(
        _ name: String,
        _ form: Form<Value>,
        _ takesEffect: TakesEffect,
        help: String? = nil,
        get: @escaping @Sendable (Root) -> Value,
        set: @escaping @Sendable (inout Root, Value) -> Void,
        copy: (@Sendable (_ from: Root, _ to: inout Root) -> Void)? = nil
    ) {
        self.name = name
        self.form = form.description
        self.takesEffect = takesEffect
        self.help = help
        read = { form.render(get($0)) }
        write = { root, written, base in
            guard let value = form.parse(written, base) else { return false }
            set(&root, value)
            return true
        }
        fault = form.fault
        self.copy = copy ?? { set(&$1, get($0)) }
    }
}
