import Bases
import Domain
import Rows
import TextEncoding

/// With what a model's texts are read, where that is a base: what a file's texts are measured by when it comes.
public struct TextReading: Hashable, Sendable, Codable {
    /// Of a `BaseStore`.
    public var folder: String
    /// The base.
    public var base: Digest
    /// Tokens of a text at most; nil: the usual number. The base may read fewer.
    public var tokens: Int?

    /// Nothing is opened.
    public init(folder: String, base: Digest, tokens: Int?) {
        self.folder = folder
        self.base = base
        self.tokens = tokens
    }
}

/// Counts the texts of a table that are longer than what is read of them.
public struct TextLengths {
    private let name: String
    private let longest: Int
    private let most: Int
    private let tokenizer: Tokenizer
    private let scratch = TokenizerScratch()

    /// - Throws: `Refusal` where the base is not there, or not what it was.
    public init(_ reading: TextReading) throws(Refusal) {
        let base = try BaseStore(reading.folder).open(reading.base)
        name = base.description.name
        longest = base.encoder.longestText
        most = min(reading.tokens ?? TextSpecification.usualTokens, longest)
        tokenizer = try Tokenizer(encoded: base.tokenizer)
    }

    /// A sentence for each column of texts in which some are cut.
    public func warnings(of table: ExampleTable) -> [String] {
        zip(table.schema.columns, table.columns).compactMap { column, values in
            guard column.kind == .text, let (indices, texts) = values.categories else { return nil }
            let isCut = texts.map(isCut)
            let count = indices.count { $0 >= 0 && isCut[Int($0)] }
            guard count > 0 else { return nil }
            let said = count == 1 ? "1 text of '\(column.name)' was longer" : "\(count) texts of '\(column.name)' were longer"
            let remedy = most < longest ? "raise text.tokens and 'learnctl relearn MODEL' to have more read" : "\(name) reads no more"
            return "\(said) than \(most) tokens and cut: \(remedy)"
        }
    }

    private func isCut(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            // A token has at least a byte of a plain text, and a few stand around it.
            if bytes.count + Self.around <= most, bytes.allSatisfy({ $0 < 0x80 }) { return false }
            var tokens: [Int32] = []
            return tokenizer.encode(bytes, most: most, into: &tokens, with: scratch) > 0
        }
    }

    private static let around = 8
}
