import FoundationEssentials

/// JSON as `--json` prints it: keys sorted, so that two runs can be compared.
enum JSONForm {
    /// Indented, for one answer.
    static func pretty(_ value: some Encodable) throws -> String {
        try text(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    }

    /// On one line, for streams.
    static func line(_ value: some Encodable) throws -> String { try text(value, [.sortedKeys, .withoutEscapingSlashes]) }

    private static func text(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
