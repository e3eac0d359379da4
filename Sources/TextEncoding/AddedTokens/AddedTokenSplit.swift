/// Goes through a text part by part: what an added token is, and what lies between.
struct AddedTokenSplit {
    enum Part {
        case text(UnsafeBufferPointer<UInt8>)
        case token(Int32)
    }

    private let set: AddedTokenSet
    private let text: UnsafeBufferPointer<UInt8>
    /// Where the next token is looked for; and up to where the text is given out.
    private var searched = 0
    private var given = 0
    private var found: Int32?

    init(_ set: AddedTokenSet, in text: UnsafeBufferPointer<UInt8>) {
        self.set = set
        self.text = text
    }

    mutating func next() -> Part? {
        if let id = found {
            found = nil
            return .token(id)
        }
        while !set.isEmpty, let (token, range) = set.next(in: text, from: searched) {
            searched = range.upperBound
            // One that is passed over is passed over as a whole: what begins inside it is not found.
            if token.isSingleWord, hasWord(before: range.lowerBound) || hasWord(behind: range.upperBound) { continue }
            let start = token.stripsLeft ? max(spaces(before: range.lowerBound), given) : range.lowerBound
            let between = given..<max(given, start)
            given = token.stripsRight ? spaces(behind: range.upperBound) : range.upperBound
            guard !between.isEmpty else { return .token(token.id) }
            found = token.id
            return .text(UnsafeBufferPointer(rebasing: text[between]))
        }
        guard given < text.count else { return nil }
        defer { given = text.count }
        return .text(UnsafeBufferPointer(rebasing: text[given...]))
    }

    private func hasWord(before end: Int) -> Bool { end > 0 && traits(previous(end)).contains(.word) }

    private func hasWord(behind start: Int) -> Bool { start < text.count && traits(start).contains(.word) }

    private func traits(_ at: Int) -> UnicodeTables.Traits { UnicodeTables.all.traits(UTF8Text.decode(text.baseAddress! + at).point) }

    /// Where the character begins that ends at `end`.
    private func previous(_ end: Int) -> Int {
        var start = end - 1
        while start > 0, UTF8Text.continues(text[start]) { start -= 1 }
        return start
    }

    private func spaces(before end: Int) -> Int {
        var start = end
        while start > given, traits(previous(start)).contains(.whitespace) { start = previous(start) }
        return start
    }

    private func spaces(behind start: Int) -> Int {
        var end = start
        while end < text.count {
            let (point, length) = UTF8Text.decode(text.baseAddress! + end)
            guard UnicodeTables.all.traits(point).contains(.whitespace) else { break }
            end += length
        }
        return end
    }
}
