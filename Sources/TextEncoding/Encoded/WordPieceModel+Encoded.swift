import Domain

extension WordPieceModel {
    func write(to writer: inout ByteWriter) {
        writer.write(normalizer != nil)
        if let normalizer {
            writer.write(normalizer.cleansText)
            writer.write(normalizer.separatesChinese)
            writer.write(normalizer.stripsAccents.map { $0 ? 2 : 1 } ?? 0)
            writer.write(normalizer.lowercases)
        }
        writer.write(text: unknownToken)
        writer.write(text: continuingPrefix)
        writer.write(longestWord)
        vocabulary.write(to: &writer)
    }

    init(from reader: inout ByteReader) throws(Refusal) {
        var normalizer: BertNormalizer?
        if try reader.flag() {
            normalizer = BertNormalizer(
                cleansText: try reader.flag(),
                separatesChinese: try reader.flag(),
                stripsAccents: [nil, false, true][try reader.number("choice", most: 2)],
                lowercases: try reader.flag()
            )
        }
        let unknownToken = try reader.text()
        let continuingPrefix = try reader.text()
        let longestWord = try reader.number("longest word", most: WordPieceModel.mostCharacters)
        try self.init(
            vocabulary: try Vocabulary(from: &reader),
            normalizer: normalizer,
            unknownToken: unknownToken,
            continuingPrefix: continuingPrefix,
            longestWord: longestWord
        )
    }
}

extension Vocabulary {
    /// How far each id is from the one before and how long each token is, by id; then the tokens themselves.
    func write(to writer: inout ByteWriter) {
        let tokens = sorted()
        writer.write(tokens.count)
        var last = 0
        for (token, id) in tokens {
            writer.write(Int(id) - last)
            writer.write(token.count)
            last = Int(id)
        }
        for (token, _) in tokens { writer.append(token) }
    }

    init(from reader: inout ByteReader) throws(Refusal) {
        let count = try reader.count("count of tokens")
        var entries: [(length: Int, id: Int)] = []
        entries.reserveCapacity(min(count, reader.left / 2))
        var (bytes, id) = (0, 0)
        for _ in 0..<count {
            id += try reader.number("step between ids")
            let length = try reader.number("length of a token", most: reader.left)
            guard id <= Vocabulary.largestPossibleID else { throw ByteReader.refusal("with the id \(id), which no vocabulary has") }
            bytes += length
            guard bytes <= reader.left else { throw ByteReader.refusal("whose tokens are longer than it is") }
            entries.append((length, id))
        }
        try self.init(pool: try reader.take(bytes), entries: entries)
    }
}
