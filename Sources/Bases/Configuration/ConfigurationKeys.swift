import Domain

/// The numbers, words and switches of a JSON object, taken by key and held to bounds.
struct ConfigurationKeys {
    private var values: [String: JSONScalar] = [:]
    /// Wanted keys that hold a list or an object.
    private var nested: Set<String> = []
    let name: String

    /// - Parameter wanted: Other keys are passed over.
    /// - Throws: `Refusal` where it is no JSON object, or a wanted key is there twice.
    init(_ bytes: [UInt8], wanted: Set<String>, name: String) throws(Refusal) {
        self.name = name
        var scanner = JSONScanner(bytes, name: name)
        var values: [String: JSONScalar] = [:]
        var nested: Set<String> = []
        try scanner.object { scanner, key throws(Refusal) in
            guard wanted.contains(key) else { return try scanner.skip() }
            guard values[key] == nil, !nested.contains(key) else { throw scanner.fault("'\(key)' is there twice") }
            if scanner.isNested {
                nested.insert(key)
                try scanner.skip()
            } else {
                values[key] = try scanner.scalar()
            }
        }
        try scanner.end()
        (self.values, self.nested) = (values, nested)
    }

    /// Whether the key is there and not null.
    func has(_ key: String) -> Bool { nested.contains(key) || values[key].map { $0 != .null } == true }

    /// Nil where the key is missing or null.
    func text(_ key: String) throws(Refusal) -> String? {
        guard has(key) else { return nil }
        guard case .text(let text) = values[key] else { throw refusal(key, "a text") }
        return text
    }

    /// False where the key is missing or null.
    func isOn(_ key: String) throws(Refusal) -> Bool {
        guard has(key) else { return false }
        guard case .bool(let isOn) = values[key] else { throw refusal(key, "true or false") }
        return isOn
    }

    /// - Parameter fallback: Where the key is missing or null; nil: it has to be there.
    func whole(_ key: String, _ bounds: ClosedRange<Int>, otherwise fallback: Int? = nil) throws(Refusal) -> Int {
        if !has(key), let fallback { return fallback }
        guard case .number(let text) = values[key], let number = Int(text), bounds.contains(number) else {
            throw refusal(key, "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return number
    }

    /// - Parameter fallback: Where the key is missing or null.
    func number(_ key: String, _ bounds: Range<Double>, otherwise fallback: Double) throws(Refusal) -> Double {
        guard has(key) else { return fallback }
        guard case .number(let text) = values[key], let number = Double(text), bounds.contains(number) else {
            throw refusal(key, "a number from \(bounds.lowerBound) to below \(bounds.upperBound)")
        }
        return number
    }

    private func refusal(_ key: String, _ wanted: String) -> Refusal {
        let found =
            switch values[key] {
            case .text(let text): "is '\(text.prefix(60))'"
            case .number(let text): "is \(text.prefix(60))"
            case .bool(let isOn): "is \(isOn)"
            case nil where nested.contains(key): "is a list or an object"
            case .null, nil: "is missing"
            }
        return Refusal(
            .invalid,
            what: "'\(key)' \(found.printable); it is to be \(wanted)",
            at: name,
            fix: "take the \(name.split(separator: "/").last ?? "file") that belongs to the weights"
        )
    }
}
