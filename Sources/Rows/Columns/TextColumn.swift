import Domain

extension ColumnKind {
    /// Texts that are read for what they say.
    public static let text = ColumnKind(rawValue: "text")
}

extension ColumnRule {
    /// A column of texts that are read for what they say.
    public static let text = ColumnRule(ColumnKind.text)
}

/// Texts that are read for what they say: sentences, not names of something.
package enum TextColumn: ColumnForm {
    /// Kept as categories are, each text once: a file's texts often repeat, and its rows are told apart in the same way.
    package typealias Values = CategoryValues

    package static let kind = ColumnKind.text
    package static let collected = CollectedCells.texts
    package static let fault = (one: "not a text", several: "not texts")
    package static let plural = "texts"
    package static let element = ColumnElement.text
    package static let areLevels = false

    /// No number says what a text does.
    package static func read(_ cell: Cell, decimalComma: Bool) -> CellValue { .missing }

    /// Values that mostly differ, half of which have several words, each of letters: `ticket number 7` is the name of a ticket.
    package static func claims(_ texts: CollectedTexts) -> Bool {
        var (distinct, rows, several) = (0, 0, 0)
        for (text, count) in zip(texts.texts, texts.counts) where count > 0 && !text.isEmpty {
            distinct += 1
            rows += count
            if hasSeveralWords(text) { several += count }
        }
        return rows >= leastRows && 2 * distinct > rows && 2 * several >= rows
    }

    /// Of fewer rows nobody can tell.
    private static let leastRows = 4
    private static let leastWords = 3
    /// Of scripts that write no blanks between words.
    private static let leastCharacters = 8

    private static func hasSeveralWords(_ text: String) -> Bool {
        var (words, wide, isInWord) = (0, 0, false)
        for scalar in text.unicodeScalars {
            let isBlank = scalar.properties.isWhitespace
            if !isBlank, !isInWord, scalar.properties.isAlphabetic { words += 1 }
            isInWord = !isBlank
            // Thai and its neighbors, kana, Chinese characters.
            if (0xE00...0xFFF).contains(scalar.value) || (0x1780...0x17FF).contains(scalar.value)
                || (0x3040...0x9FFF).contains(scalar.value)
                || (0x20000...0x3FFFF).contains(scalar.value)
            {
                wide += 1
            }
            if words >= leastWords || wide >= leastCharacters { return true }
        }
        return false
    }
}
