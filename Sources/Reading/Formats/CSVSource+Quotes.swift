import Glibc
import Rows

/// Fields in quotes.
extension CSVSource {
    /// A field that begins with a quote, and where it ends: on a delimiter or a line feed. Nil if its quote does not close in the window, or
    /// if what follows it cannot be seen yet.
    func quotedField(from start: Int, _ outcome: inout Outcome, _ escapes: inout Int) -> (cell: Cell, next: Int)? {
        let base = UnsafePointer(window.base)
        let end = window.end
        var place = start + 1
        var piece = place
        let copied = escapes
        while true {
            guard place < end, let found = memchr(base + place, Int32(Self.quote), end - place) else { return nil }
            let closing = base.distance(to: UnsafePointer(found.assumingMemoryBound(to: UInt8.self)))
            if closing + 1 == end && !window.isWhole { return nil }
            outcome.lines += lineFeeds(in: place..<closing)
            if escapesQuotes, isEscaped(closing, from: start + 1) {
                // The backslash goes, the quote stays.
                copy(piece..<closing - 1, &escapes)
                piece = closing
                place = closing + 1
                continue
            }
            guard closing + 1 < end, base[closing + 1] == Self.quote else {
                return endOfQuoted(from: start, piece: piece, closing: closing, copied: copied, &outcome, &escapes)
            }
            // The first of two quotes stays.
            copy(piece..<closing + 1, &escapes)
            place = closing + 2
            piece = place
        }
    }

    /// Whether an odd number of backslashes stands before a quote.
    private func isEscaped(_ quote: Int, from start: Int) -> Bool {
        var place = quote
        while place > start, window.base[place - 1] == UInt8(ascii: "\\") { place -= 1 }
        return (quote - place) % 2 == 1
    }

    private func endOfQuoted(
        from start: Int,
        piece: Int,
        closing: Int,
        copied: Int,
        _ outcome: inout Outcome,
        _ escapes: inout Int
    ) -> (cell: Cell, next: Int)? {
        let base = UnsafePointer(window.base)
        let cell: Cell
        if piece == start + 1 {
            cell = Cell(start: base + piece, count: closing - piece)
        } else {
            copy(piece..<closing, &escapes)
            cell = Cell(start: UnsafePointer(unescaped.baseAddress!) + copied, count: escapes - copied)
        }
        let next = fieldEnd(from: closing + 1)
        let rest = UnsafeBufferPointer(start: base + closing + 1, count: next - closing - 1)
        let isLineEnd = base[next] == Self.lineFeed && rest.count == 1 && rest[0] == Self.carriageReturn
        if !isLineEnd, !rest.allSatisfy(Cell.isBlank) && outcome.fault == nil {
            outcome.fault = "text follows the closing quote of field \(outcome.fields + 1)"
        }
        return (cell, next)
    }

    private func lineFeeds(in range: Range<Int>) -> Int {
        var count = 0
        for place in range where window.base[place] == Self.lineFeed { count += 1 }
        return count
    }

    /// Appends bytes of the window to the copies. The copies of a record are never more than its bytes.
    private func copy(_ range: Range<Int>, _ escapes: inout Int) {
        if escapes == 0 && unescaped.count < window.end - window.start {
            unescaped.deallocate()
            unescaped = .allocate(capacity: 2 * (window.end - window.start))
        }
        memcpy(unescaped.baseAddress! + escapes, window.base + range.lowerBound, range.count)
        escapes += range.count
    }
}
