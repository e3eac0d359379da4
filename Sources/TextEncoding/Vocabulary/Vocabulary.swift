import Domain

/// A model's tokens, as UTF-8, and their ids.
struct Vocabulary: Sendable {
    /// Ids are those of an embedding's rows, and given out as `Int32`.
    static let largestPossibleID = Int(Int32.max) - 1

    /// The tokens' bytes one after another, and some that may be read behind them.
    private(set) var pool: [UInt8]
    private(set) var table: WordTable
    /// The id of the token without a letter, as a blank line of `vocab.txt` makes it; no text has it.
    private(set) var emptyID: Int32?

    /// How many tokens there are.
    var count: Int { table.count + (emptyID == nil ? 0 : 1) }

    /// The largest id, -1 where there is no token.
    var largestID: Int32 { table.slots.reduce(emptyID ?? -1) { $1.length == 0 ? $0 : max($0, $1.id) } }

    /// - Parameters:
    ///   - words: About how many there will be.
    ///   - bytes: About how many they will have in all.
    init(expecting words: Int = 0, bytes: Int = 0) {
        pool = []
        pool.reserveCapacity(bytes + 8)
        pool.append(contentsOf: repeatElement(0, count: 8))
        table = WordTable(expecting: words)
    }

    /// Tokens that lie one after another in `pool`, by id and then by their bytes.
    ///
    /// - Throws: `Refusal` where they are in another order, one is there twice, or one begins within a character.
    init(pool: ArraySlice<UInt8>, entries: [(length: Int, id: Int)]) throws(Refusal) {
        self.init(expecting: entries.count, bytes: pool.count)
        self.pool = Array(pool) + [UInt8](repeating: 0, count: 8)
        var start = 0
        for (place, entry) in entries.enumerated() {
            if place > 0, entry.id == entries[place - 1].id {
                let former = self.pool[start - entries[place - 1].length..<start]
                guard former.lexicographicallyPrecedes(self.pool[start..<start + entry.length]) else {
                    throw Refusal(.invalid, what: "a stored vocabulary out of order, at token \(place)")
                }
            }
            if entry.length == 0 {
                guard emptyID == nil else { throw Refusal(.invalid, what: "a stored vocabulary with two empty tokens") }
                emptyID = Int32(entry.id)
                continue
            }
            guard !UTF8Text.continues(self.pool[start]) else {
                throw Refusal(.invalid, what: "a stored vocabulary with a token that begins within a character, at token \(place)")
            }
            let (offset, length, id) = (start, entry.length, Int32(entry.id))
            let isNew = try self.pool.withUnsafeBufferPointer { pool throws(Refusal) in
                try table.insert(pool: pool.baseAddress!, offset: offset, length: length, id: id)
            }
            guard isNew else { throw Refusal(.invalid, what: "a stored vocabulary with a token twice, at token \(place)") }
            start += entry.length
        }
    }

    /// Enters a token; one that is there already takes the new id, as in the reference.
    mutating func add(_ token: some Collection<UInt8>, id: Int) throws(Refusal) {
        guard (0...Vocabulary.largestPossibleID).contains(id) else {
            throw Refusal(
                .invalid,
                what: "token '\(Vocabulary.shown(token))' has the id \(id), which no vocabulary has",
                fix: "take the tokenizer's file from the model's folder again"
            )
        }
        guard !token.isEmpty else {
            emptyID = Int32(id)
            return
        }
        let offset = pool.count - 8
        guard offset + token.count < Int(Int32.max) else { throw Refusal(.tooLarge, what: "a vocabulary of more than 2 GiB") }
        pool.removeLast(8)
        pool.append(contentsOf: token)
        pool.append(contentsOf: repeatElement(0, count: 8))
        let length = token.count
        let isNew = try pool.withUnsafeBufferPointer { pool throws(Refusal) in
            try table.insert(pool: pool.baseAddress!, offset: offset, length: length, id: Int32(id))
        }
        if !isNew { pool.removeSubrange(offset..<offset + length) }
    }

    /// The id of a token, nil where it is not there.
    func id(of token: some Collection<UInt8>) -> Int32? {
        if token.isEmpty { return emptyID }
        let padded = Array(token) + [UInt8](repeating: 0, count: 8)
        let id = padded.withUnsafeBufferPointer { word in
            pool.withUnsafeBufferPointer { table.find(word.baseAddress!, word.count - 8, pool: $0.baseAddress!) }
        }
        return id < 0 ? nil : id
    }

    /// The tokens, by id and then by their bytes: an order that does not depend on where they came from.
    func sorted() -> [(token: ArraySlice<UInt8>, id: Int32)] {
        var tokens = table.slots.filter { $0.length != 0 }.map { slot in
            (token: pool[Int(slot.offset)..<Int(slot.offset) + Int(slot.length)], id: slot.id)
        }
        if let emptyID { tokens.append((pool[0..<0], emptyID)) }
        tokens.sort { $0.id != $1.id ? $0.id < $1.id : $0.token.lexicographicallyPrecedes($1.token) }
        return tokens
    }

    /// A token in a message: shortened, and without what steers a terminal.
    static func shown(_ token: some Collection<UInt8>) -> String {
        String(decoding: token.prefix(64), as: UTF8.self).printable + (token.count > 64 ? "…" : "")
    }
}
