/// One key of the configuration: its name, what it may be, when a change takes hold, and the place in `Root` that it fills.
///
/// The default is not said here: it is what an untouched `Root` holds, so there is one source of it.
public struct Key<Root: Sendable>: Sendable {
    /// Dotted: `server.body_bytes`.
    public let name: String
    /// What may be written, with its range: `a size from 1KiB to 1GiB`.
    public let form: String
    public let takesEffect: TakesEffect
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
        self.name = name
        self.form = form.description
        self.takesEffect = takesEffect
        read = { form.render($0[keyPath: path]) }
        write = { root, written, base in
            guard let value = form.parse(written, base) else { return false }
            root[keyPath: path] = value
            then(&root, value)
            return true
        }
        fault = form.fault
        copy = { $1[keyPath: path] = $0[keyPath: path] }
    }
}
