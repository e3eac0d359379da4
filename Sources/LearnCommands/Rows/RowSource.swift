import Domain
import Files
import FoundationEssentials
import Reading

/// Where the rows of `predict` come from: `column=value` pairs and a text, a JSON object, a file, standard input, or image files.
public enum RowSource: Hashable, Sendable {
    /// The text is that of the model's only column of texts.
    case pairs([Pair], text: String? = nil)
    case object(String)
    case standardInput
    /// By its path: a name that a file to learn from may have, or one with a `/`.
    case file(String)
    /// PNG or JPEG files by their paths, `-` being standard input.
    case images([String])

    /// A word of the form `column=value`.
    public struct Pair: Hashable, Sendable {
        /// What stands before the first `=`; never empty.
        public var column: String
        /// What stands after it, spaces and all; empty for a missing value.
        public var value: String

        /// The same word with its sign at a later `=`, for columns that have one in their names; nil where there is none.
        var longer: Pair? {
            guard let sign = value.unicodeScalars.firstIndex(of: "=") else { return nil }
            let rest = value.unicodeScalars
            return Pair(column: column + "=" + String(rest[..<sign]), value: String(rest[rest.index(after: sign)...]))
        }
    }

    /// Whether a word names an image, and not a value of a column.
    private static func isImage(_ word: String) -> Bool {
        let name = word.lowercased()
        return !word.contains("=") && [".png", ".jpg", ".jpeg"].contains { name.hasSuffix($0) } && !isSentence(word)
    }

    /// Whether a word of the command line is words with blanks between them that no file has for its name, though it may end like one's.
    private static func isSentence(_ word: String) -> Bool {
        word.contains { $0.isWhitespace } && !WholeFile.exists(word)
    }

    /// - Throws: `UsageError` for words that are none of these.
    public init(words: [String], images: [String] = []) throws(UsageError) {
        if !images.isEmpty {
            guard words.isEmpty else { throw UsageError("'\(words[0])' cannot be combined with --image; give either a row or image files") }
            guard images.count(where: { $0 == "-" }) <= 1 else { throw UsageError("'-' is given twice; standard input holds one image") }
            self = .images(images)
        } else if words == ["-"] {
            self = .standardInput
        } else if let image = words.first(where: Self.isImage) {
            throw UsageError("'\(image)' is an image; predict it with 'learnctl predict MODEL --image \(image)'")
        } else if words.count == 1, Self.isFile(words[0]) {
            self = .file(words[0])
        } else if words.count == 1, words[0].trimmingSpaces.hasPrefix("{") {
            guard (try? JSONDecoder().decode(AnyObject.self, from: Data(words[0].utf8))) != nil else {
                throw UsageError("'\(words[0])' is not a JSON object; write {\"column\": value, …}")
            }
            self = .object(words[0])
        } else {
            var pairs: [Pair] = []
            var text: String?
            for word in words {
                guard let sign = word.unicodeScalars.firstIndex(of: "=") else {
                    guard text == nil else {
                        throw UsageError("'\(text!)' and '\(word)' are both without 'column='; a text is one word: put it in quotes")
                    }
                    text = word
                    continue
                }
                guard sign != word.startIndex else {
                    throw UsageError(
                        "'\(word)' is not column=value; give pairs, one JSON object, a file of rows (CSV, TSV, JSON), or '-' for one on standard input"
                    )
                }
                // By scalars: an accent that begins the value would make one character with the sign.
                let value = word.unicodeScalars[word.unicodeScalars.index(after: sign)...]
                let pair = Pair(column: String(word.unicodeScalars[..<sign]), value: String(value))
                guard !pairs.contains(where: { $0.column == pair.column }) else { throw UsageError("'\(pair.column)' is given twice") }
                pairs.append(pair)
            }
            guard !pairs.isEmpty || text != nil else {
                throw UsageError(
                    "no row: give column=value pairs, a text in quotes, one JSON object, a file of rows (CSV, TSV, JSON), '-' for one on standard input, or --image FILE"
                )
            }
            self = .pairs(pairs, text: text)
        }
    }

    private static func isFile(_ word: String) -> Bool {
        guard !word.contains("="), !word.trimmingSpaces.hasPrefix("{"), !isSentence(word) else { return false }
        return word.contains("/") || ExampleReader.endings.contains { word.lowercased().hasSuffix($0) }
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
