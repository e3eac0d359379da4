import Domain
import FoundationEssentials

/// Where the rows of `predict` come from: `column=value` pairs, a JSON object, standard input, or image files.
public enum RowSource: Hashable, Sendable {
    case pairs([Pair])
    case object(String)
    case standardInput
    /// PNG or JPEG files by their paths, `-` being standard input.
    case images([String])

    public struct Pair: Hashable, Sendable {
        public var column: String
        public var value: String
    }

    /// - Throws: `UsageError` for words that are none of these.
    public init(words: [String], images: [String] = []) throws(UsageError) {
        if !images.isEmpty {
            guard words.isEmpty else { throw UsageError("'\(words[0])' stands beside --image; give a row or image files") }
            guard images.count(where: { $0 == "-" }) <= 1 else { throw UsageError("'-' is given twice; standard input holds one image") }
            self = .images(images)
        } else if words == ["-"] {
            self = .standardInput
        } else if words.count == 1, words[0].trimmingSpaces.hasPrefix("{") {
            guard (try? JSONDecoder().decode(AnyObject.self, from: Data(words[0].utf8))) != nil else {
                throw UsageError("'\(words[0])' is not a JSON object; write {\"column\": value, …}")
            }
            self = .object(words[0])
        } else {
            var pairs: [Pair] = []
            for word in words {
                guard let sign = word.firstIndex(of: "="), sign != word.startIndex else {
                    throw UsageError(
                        "'\(word)' is not column=value; give pairs, one JSON object, or '-' for CSV or JSON Lines on standard input (predict MODEL - < FILE)"
                    )
                }
                let pair = Pair(column: String(word[..<sign]), value: String(word[word.index(after: sign)...]))
                guard !pairs.contains(where: { $0.column == pair.column }) else { throw UsageError("'\(pair.column)' is given twice") }
                pairs.append(pair)
            }
            guard !pairs.isEmpty else {
                throw UsageError(
                    "no row: give column=value pairs, one JSON object, '-' for CSV or JSON Lines on standard input (predict MODEL - < FILE), or --image FILE"
                )
            }
            self = .pairs(pairs)
        }
    }

    /// Any JSON object, whatever it holds.
    private struct AnyObject: Decodable {
        private struct AnyKey: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: AnyKey.self) }
    }
}
