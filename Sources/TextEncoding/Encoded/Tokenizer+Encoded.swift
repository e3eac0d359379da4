import Domain

extension Tokenizer {
    /// What a stored tokenizer begins with; the digit is the form's version.
    private static let magic = Array("LDTOKEN1".utf8)

    /// The tokenizer as bytes, a few hundred thousand for thirty thousand tokens. Tokenizers that encode alike because they were read from the same
    /// tokens, from whatever kind of file, have the same bytes.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.append(Tokenizer.magic)
        switch model {
        case .wordPiece(let model):
            writer.write(0)
            model.write(to: &writer)
        case .bytePairs(let model):
            writer.write(1)
            model.write(to: &writer)
        }
        writer.write(leadingIDs)
        writer.write(trailingIDs)
        writer.write(padID)
        writer.write(vocabularySize)
        writer.write(addedTokens.count)
        for token in addedTokens { token.write(to: &writer) }
        return writer.bytes
    }

    /// A tokenizer from its `encoded()` bytes.
    ///
    /// - Throws: `Refusal` where they are no such bytes.
    public init(encoded bytes: [UInt8]) throws(Refusal) {
        guard bytes.starts(with: Tokenizer.magic) else { throw ByteReader.refusal("that does not begin as one") }
        var reader = ByteReader(bytes)
        _ = try reader.take(Tokenizer.magic.count)
        let model: Model =
            try reader.number("kind", most: 1) == 0
            ? .wordPiece(try WordPieceModel(from: &reader)) : .bytePairs(try BytePairModel(from: &reader))
        let leading = try reader.ids()
        let trailing = try reader.ids()
        let padID = try reader.idOrNone()
        let size = try reader.number("size")
        var added: [AddedToken] = []
        for _ in 0..<(try reader.count("count of added tokens")) {
            let token = try AddedToken(from: &reader)
            guard added.last.map({ $0.id < token.id }) ?? true else { throw ByteReader.refusal("whose added tokens are out of order") }
            added.append(token)
        }
        guard reader.isAtEnd else { throw ByteReader.refusal("with \(reader.left) bytes too many") }
        try self.init(
            model: model,
            addedTokens: added,
            leadingIDs: leading,
            trailingIDs: trailing,
            padID: padID,
            vocabularySize: size
        )
    }
}

extension AddedToken {
    func write(to writer: inout ByteWriter) {
        writer.write(Int(id))
        for flag in [isSpecial, isSingleWord, stripsLeft, stripsRight, isNormalized] { writer.write(flag) }
        writer.write(text: content)
    }

    init(from reader: inout ByteReader) throws(Refusal) {
        id = try reader.id()
        isSpecial = try reader.flag()
        isSingleWord = try reader.flag()
        stripsLeft = try reader.flag()
        stripsRight = try reader.flag()
        isNormalized = try reader.flag()
        content = try reader.text()
    }
}
