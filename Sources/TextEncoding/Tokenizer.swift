import Domain

/// Turns texts into the ids of tokens, as a pretrained language model takes them: WordPiece as BERT has it, or byte pairs as GPT-2 and RoBERTa do.
///
/// Every id is the one that the Python package `tokenizers` gives. Truncation and padding that a tokenizer's file asks for are not taken over: who
/// encodes says how long a text may be.
public struct Tokenizer: Sendable {
    enum Model: Sendable {
        case wordPiece(WordPieceModel)
        case bytePairs(BytePairModel)
    }

    let model: Model
    /// By id.
    let addedTokens: [AddedToken]
    /// Looked for in a text as it is.
    private let plainTokens: AddedTokenSet
    /// Looked for in what is between those, once it is normalized.
    private let normalizedTokens: AddedTokenSet
    /// The ids that stand before each text: `[CLS]`.
    public let leadingIDs: [Int32]
    /// The ids that stand behind each text: `[SEP]`.
    public let trailingIDs: [Int32]
    /// What batches are filled up with; nil where the tokenizer has no such token.
    public let padID: Int32?
    /// How many tokens there are, added ones included.
    public let vocabularySize: Int
    /// The largest id that a text can get: an embedding has more rows than this.
    public let largestID: Int32

    /// What stands for a text that no token is there for; nil where such a text cannot be or is left out.
    public var unknownID: Int32? {
        switch model {
        case .wordPiece(let model): model.unknownID
        case .bytePairs(let model): model.unknownID
        }
    }

    /// The ids of special tokens, in ascending order.
    public var specialIDs: [Int32] { addedTokens.filter(\.isSpecial).map(\.id) }

    /// - Parameter vocabularySize: The model's tokens and those of `addedTokens` that are none of them.
    init(
        model: Model,
        addedTokens: [AddedToken],
        leadingIDs: [Int32],
        trailingIDs: [Int32],
        padID: Int32?,
        vocabularySize: Int
    ) throws(Refusal) {
        let scratch = TokenizerScratch()
        self.model = model
        self.addedTokens = addedTokens.sorted { $0.id < $1.id }
        plainTokens = try AddedTokenSet(self.addedTokens.filter { !$0.isNormalized }.map { ($0, $0.content) })
        normalizedTokens = try AddedTokenSet(
            self.addedTokens.filter(\.isNormalized).map { ($0, Tokenizer.normalized($0.content, model, scratch)) }
        )
        self.leadingIDs = leadingIDs
        self.trailingIDs = trailingIDs
        self.padID = padID
        self.vocabularySize = vocabularySize
        let largest: Int32 =
            switch model {
            case .wordPiece(let model): model.vocabulary.largestID
            case .bytePairs(let model): model.largestID
            }
        largestID = (addedTokens.map(\.id) + leadingIDs + trailingIDs).reduce(largest, max)
    }

    /// Appends a text's ids, those around it included.
    ///
    /// - Parameters:
    ///   - text: UTF-8; what is broken in it counts as U+FFFD, as Python's `decode("utf-8", errors="replace")` has it.
    ///   - most: How many ids a text gets at most. Of a longer one the end is cut off; those around it stay, even where they are more than `most`.
    ///   - ids: What it appends to.
    ///   - scratch: Its own for each thread.
    /// - Returns: How many of the text's tokens were cut off.
    public func encode(_ text: UnsafeBufferPointer<UInt8>, most: Int, into ids: inout [Int32], with scratch: TokenizerScratch) -> Int {
        var sink = TokenSink(room: max(0, most) - leadingIDs.count - trailingIDs.count)
        sink.exchange(&ids)
        for id in leadingIDs { sink.addAround(id) }
        scratch.text.read(text)
        var split = AddedTokenSplit(plainTokens, in: UnsafeBufferPointer(start: scratch.text.start, count: scratch.text.count))
        while let part = split.next() {
            switch part {
            case .token(let id): sink.add(id)
            case .text(let piece): encode(piece, into: &sink, with: scratch)
            }
        }
        for id in trailingIDs { sink.addAround(id) }
        sink.exchange(&ids)
        return sink.cut
    }

    /// A text's ids, those around it included.
    ///
    /// - Parameter most: How many there are at most.
    public func encode(_ text: String, most: Int = .max) -> [Int32] {
        var ids: [Int32] = []
        var text = text
        _ = text.withUTF8 { encode($0, most: most, into: &ids, with: TokenizerScratch()) }
        return ids
    }

    /// What lies between the tokens that were found in the text as it is.
    private func encode(_ text: UnsafeBufferPointer<UInt8>, into sink: inout TokenSink, with scratch: TokenizerScratch) {
        guard case .wordPiece(let model) = model else { return encodeNormalized(text, into: &sink, with: scratch) }
        model.normalize(text, with: scratch)
        encodeNormalized(UnsafeBufferPointer(start: scratch.piece.start, count: scratch.piece.count), into: &sink, with: scratch)
    }

    private func encodeNormalized(_ text: UnsafeBufferPointer<UInt8>, into sink: inout TokenSink, with scratch: TokenizerScratch) {
        var split = AddedTokenSplit(normalizedTokens, in: text)
        while let part = split.next() {
            switch (part, model) {
            case (.token(let id), _): sink.add(id)
            case (.text(let piece), .wordPiece(let model)): model.encode(piece, into: &sink)
            case (.text(let piece), .bytePairs(let model)): model.encode(piece, into: &sink, with: scratch)
            }
        }
    }

    private static func normalized(_ content: [UInt8], _ model: Model, _ scratch: TokenizerScratch) -> [UInt8] {
        guard case .wordPiece(let model) = model else { return content }
        content.withUnsafeBufferPointer { model.normalize($0, with: scratch) }
        return Array(UnsafeBufferPointer(start: scratch.piece.start, count: scratch.piece.count))
    }
}
