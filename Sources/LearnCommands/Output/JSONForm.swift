import Domain
import FoundationEssentials

/// JSON as `--json` prints it: keys sorted, so that two runs can be compared.
enum JSONForm {
    /// One answer: indented for whoever reads it on a terminal, else on one line.
    static func text(_ value: some Encodable, _ console: Console) throws -> String {
        try console.traits.isTerminal ? text(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]) : line(value)
    }

    /// On one line, for streams.
    static func line(_ value: some Encodable) throws -> String { try text(value, [.sortedKeys, .withoutEscapingSlashes]) }

    private static func text(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// What steers a terminal stands only in texts, where JSON lets it be written out; the lines' ends are the encoder's own.
    private static func escaped(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: { $0.steers && $0 != "\n" }) else { return json }
        var result = ""
        for scalar in json.unicodeScalars {
            if scalar.steers, scalar != "\n" {
                for unit in UTF16.encode(scalar)! {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
