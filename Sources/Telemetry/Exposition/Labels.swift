/// A metric's labels, in the order in which they are written.
public struct Labels: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    package var pairs: [Pair]

    package struct Pair: Hashable, Sendable {
        var name: String
        var value: String
    }

    /// - Precondition: Names are of the form `[a-zA-Z_][a-zA-Z0-9_]*` and distinct.
    public init(dictionaryLiteral elements: (String, String)...) {
        pairs = elements.map { Pair(name: $0.0, value: $0.1) }
        for pair in pairs { precondition(MetricName.isLabel(pair.name), "'\(pair.name)' is not a label's name") }
        precondition(Set(pairs.map(\.name)).count == pairs.count, "labels \(pairs.map(\.name)) are not distinct")
    }

    /// `{a="1",b="2"}` with `extra` last, or nothing where there is none.
    func text(with extra: (name: String, value: String)? = nil) -> String {
        var written = pairs.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
        if let extra { written.append("\(extra.name)=\"\(Self.escaped(extra.value))\"") }
        return written.isEmpty ? "" : "{\(written.joined(separator: ","))}"
    }

    /// Backslash, quote and newline are escaped; all else stands as it is.
    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
