/// How a kind of value is written and which values are allowed. `render` gives the text that `parse` reads back to the same value.
struct Form<Value: Sendable>: Sendable {
    /// The kind in words, with the range: `a whole number from 1 to 4096`. Completes "give …".
    var description: String
    /// - Parameter base: the folder that relative paths start from.
    /// - Returns: nil unless the text is a value of this kind and in range.
    var parse: @Sendable (_ written: Written, _ base: String) -> Value?
    var render: @Sendable (Value) -> String
    /// What is wrong with a text that `parse` does not take, where that can be told more closely than by the description.
    var fault: @Sendable (_ written: Written) -> String? = { _ in nil }

    init(
        _ description: String,
        parse: @escaping @Sendable (_ written: Written, _ base: String) -> Value?,
        render: @escaping @Sendable (Value) -> String
    ) {
        self.description = description
        self.parse = parse
        self.render = render
    }

    /// A form of one scalar that has nothing to do with folders.
    static func scalar(
        _ description: String,
        parse: @escaping @Sendable (String) -> Value?,
        render: @escaping @Sendable (Value) -> String
    ) -> Form {
        Form(
            description,
            parse: { written, _ in
                guard case .scalar(let text) = written else { return nil }
                return parse(text)
            },
            render: render
        )
    }

    /// The same form where nothing (`null`) may be written too.
    func orNothing(meaning: String) -> Form<Value?> {
        let (parse, render) = (parse, render)
        var form = Form<Value?>(
            "\(description), or null (\(meaning))",
            parse: { written, base in
                if written == .nothing { return .some(nil) }
                return parse(written, base).map { .some($0) }
            },
            render: { $0.map(render) ?? "null" }
        )
        form.fault = fault
        return form
    }
}
